"""Addresses that are names of formats, not of servers: nothing is ever requested from them.

Source: the specifications that define these XML namespaces, schemas and document types.
"""

from __future__ import annotations

from checker.languages.vocabulary import words

NAMESPACE_HOSTS = words(
    "www.w3.org w3.org schemas.xmlsoap.org schemas.microsoft.com schemas.openxmlformats.org schema.org "
    "www.schema.org purl.org xmlns.com ns.adobe.com www.inkscape.org sodipodi.sourceforge.net "
    "creativecommons.org json-schema.org ogp.me www.sitemaps.org www.springframework.org xml.apache.org "
    "java.sun.com purl.oclc.org docs.oasis-open.org xmlns.jcp.org java.sun.com www.topografix.com "
    "www.opengis.net earth.google.com rdfs.org vocab.getty.edu"
)
