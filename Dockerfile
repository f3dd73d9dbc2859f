# A release passes the base pinned by its digest: --build-arg BASE_IMAGE=python:3.13-slim@sha256:…
ARG BASE_IMAGE=python:3.13-slim

FROM ${BASE_IMAGE} AS build
COPY requirements.txt /tmp/
# -B writes no bytecode at run time, so all of it is written here; unchecked, as no source changes after.
RUN /usr/local/bin/python -m venv --without-pip /opt/widget-check \
 && /usr/local/bin/python -m pip --python /opt/widget-check/bin/python install \
    --no-cache-dir --no-compile --only-binary :all: --require-hashes --requirement /tmp/requirements.txt \
 && /opt/widget-check/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/widget-check/lib
COPY LICENSE /opt/widget-check/
COPY checker /tmp/project/checker
COPY entrypoint /tmp/project/entrypoint
RUN set -- /opt/widget-check/lib/python3.*/site-packages \
 && cp -R /tmp/project/. "$1" \
 && /opt/widget-check/bin/python -m compileall -q --invalidation-mode unchecked-hash "$1/checker" "$1/entrypoint" \
 && printf '%s\n' '#!/opt/widget-check/bin/python -IB' 'from checker.cli import run' 'run()' \
    > /opt/widget-check/bin/widget-check \
 && chmod 755 /opt/widget-check/bin/widget-check

FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="Widget Check" \
      org.opencontainers.image.description="Checks amoCRM (Kommo) widgets against the moderation text and packs widget.zip" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/widget-check /opt/widget-check
ENV LANG=C.UTF-8 PATH=/opt/widget-check/bin:$PATH
# GitHub mounts the workspace as the working directory and needs root: no WORKDIR and no USER here.
# -I keeps Python from importing what the pull request put there.
ENTRYPOINT ["/opt/widget-check/bin/python", "-I", "-u", "-B", "-m", "entrypoint"]
