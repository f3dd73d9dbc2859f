"""User data: which settings ask for it, which parts of the application hold it, and how people write about it.

Sources: the moderation text («If the widget uses the user's data (API key, email) …»); amoCRM's documentation of
script.js, whose section on checking the consent shows a required `custom` setting `oferta` with a checkbox, and which
says what `system()` holds (`amouser`, the user's e-mail address, and `amohash`, the key of the API); Kommo's
documentation of settings field types (`pass`; `users_lp` with a login and a password for each employee), of
environment variables (`APP.constant('user')`) and of manifest.json (the tags).
The words are those of the labels and consents that amoCRM's documentation and published widgets show, in the languages
that amoCRM's widgets are translated into.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.languages.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTINGS_FIELD_TYPES: Mapping[str, str] = {
    "pass": "password",
    "users_lp": "logins and passwords",
}
"""Types of settings that always ask for user data, and for which."""

FIELD_WORDS: Mapping[str, Vocabulary] = {
    "password": Vocabulary("password*, passwd, пароль, пароля, пароли, contrasena*, senha*"),
    "API key": Vocabulary(
        "api key*, apikey*, api token*, api hash*, access key, auth key, private key, secret key, secret, token,"
        " tokens, access token*, client secret,"
        " enter key, enter the key, enter your key, your key, ключ,"
        " api ключ*, ключ* api, апи ключ*, ключ* апи, ключ* доступа, секретн* ключ*, секретн* код*, токен*,"
        " clave* api, clave de api, clave de la api, llave api, llave de api, clave secreta, clave de acceso,"
        " chave* api, chave de api, chave da api, chave secreta, chave de acesso"
    ),
    "e-mail address": Vocabulary(
        "e mail*, email*, mail, mailbox, электронн* почт*, эл почт*, почта, почту, почты, емейл*, имейл*, емайл*,"
        " correo, correos, correo electronico, correio eletronico"
    ),
    "telephone number": Vocabulary(
        "phone*, telephone*, mobile number, телефон, телефоны, телефона, телефону, мобильн* номер*,"
        " telefono*, telefone*, numero movil, celular"
    ),
    "login": Vocabulary(
        "login, logins, user name, username, логин*, имя пользователя, nombre de usuario, nome de usuario"
    ),
}
"""By what a setting asks for: words of its label or code."""

OTHER_FIELD_WORDS = Vocabulary(
    "id, ids, ид, идентификатор*, field*, поле, поля, полю, полем, полей, полям, campo*,"
    " type, тип, типа, типы, tipo*, template*, шаблон*, plantilla*, modelo*, format*, формат*, formato*, mask*, маск*,"
    " text, текст*, texto*, subject, тема, asunto, assunto, url, link*, ссылк*, enlace*, endpoint,"
    " count*, length, min, max, количеств*, длин*, минимальн*, максимальн*, prefix*, префикс*,"
    " status*, статус*, stage*, этап*, tag*, тег*, json, script*,"
    " use, is, has, send, enable*, show*, search*, compare*, check, отправлять, использовать, включить, показывать,"
    " искать, поиск*, сравни*, провер*, buscar, enviar, usar, mostrar,"
    " code of country, country code, код страны"
)
"""Words that make a setting one about data, for instance which field of a contact holds the telephone number."""
PLACES_TO_TYPE = Vocabulary("в поле, in the field, into the field, en el campo, no campo")
"""Here a field is where the user types, not what the setting is about."""

SYSTEM_PROPERTIES: Mapping[str, str] = {"amouser": "e-mail address", "amohash": "API key"}
"""Properties of `system()`, and what they are; nothing else is called so."""
USER_PROPERTIES: Mapping[str, str] = {
    "login": "e-mail address",
    "api_key": "API key",
    "personal_mobile": "telephone number",
}
"""Properties of `constant('user')`, and what they are."""
EMPLOYEE_PROPERTIES: Mapping[str, str] = {
    "login": "e-mail address",
    "email": "e-mail address",
    "phone": "telephone number",
}
"""The same of the entries in `constant('managers')`."""
PERSONAL_TAGS: Mapping[str, str] = {"#LOGIN#": "e-mail address", "#API_HASH#": "API key"}
"""Tags in texts of the manifest and its translations that amoCRM replaces by the user's data."""
SENDING_METHODS = frozenset({"post", "put", "patch", "send", "request", "emit", "postMessage"})
"""Methods of clients, sockets and frames that send their arguments elsewhere."""

CONSENT_NAMES = Vocabulary(
    "agree*, consent*, accept*, oferta*, offerta*, policy, policies, privacy*, terms, gdpr, pdn,"
    " personal data, sogl*, soglas*, acept*, aceit*, concord*, termos, terminos, condicoes,"
    " condiciones, offer, соглас*, соглаш*, оферт*, политик*, услови*"
)
"""Words in names of settings, of elements and of variables that have to do with the user's consent."""
DECISION_NAMES = Vocabulary("checked, checkbox*, confirm*, rules, ruls, is checked")
"""Words in names that have to do with some decision of the user; of which kind is not said."""
ACTIVATION_NAMES = Vocabulary("widget active, widget_active*, switcher*")
"""The switch that turns a widget on is a checkbox too."""
SAVE_BUTTONS = ("js-widget-save", "js-widget-install", "widget-save", "widget-install", "widget_save", "widget_install")
"""Classes of the buttons «Install» and «Save» in the window of a widget's settings."""
SAVE_CALLBACKS = ("onSave", "onInstall")
"""Callbacks that run when the user installs the widget or saves its settings."""

_CONSENT = Vocabulary(
    "соглас*, consent*, agree*, acepto, acepta, acepte, aceptar, consiento, consentimiento*, de acuerdo, autorizo,"
    " autorizacion, concordo, concorda, concordar, aceito, aceita, aceitar, consinto, consentimento*"
)
_PERMISSION = Vocabulary("разреша*, разреши*, принима*, подтвержда*, подтверди*, allow*, accept*, permit*, confirm*")
_DATA = Vocabulary("данн*, информаци*, data, information, datos, informacion, dados, informacoes")
_SENDING = Vocabulary(
    "переда*, отправ*, отсыла*, пересыл*, пересла*, обработ*, обрабат*, хран*,"
    " send*, sent, transfer*, transmi*, process*, shar*, stor*, collect*,"
    " envi*, transfer*, procesa*, tratamiento*, compart*, tratamento*, processa*"
)
_RECEIVER = Vocabulary(
    "сервер*, сторонн*, удаленн*, треть* лиц*, компани*, разработчик*, сервис*,"
    " server*, third part*, third party, remote, company, developer*, service*,"
    " servidor*, tercer*, terceiro*, empresa*, servicio*, servico*"
)
_DOCUMENT = Vocabulary(
    "пользовательск* соглашени*, лицензионн* соглашени*, политик* конфиденциальност*, политик* обработк*, оферт*,"
    " услови* использования, privacy policy, terms of use, terms of service, terms and conditions, user agreement,"
    " license agreement, politica de privacidad, terminos de uso, terminos y condiciones, aviso de privacidad,"
    " politica de privacidade, termos de uso, termos e condicoes"
)
_NO_NOTICE = Vocabulary(
    "ошибк*, не удалось, error*, failed, failure, could not, erro, erros, fallo*, falha*,"
    " кликни*, нажми*, click, haz clic, clique"
)
"""A failed transfer, or a button that sends something now."""


def is_notice(sentence: str) -> bool:
    """Whether a sentence tells the user that data will be sent, or asks for consent to that."""
    if _DOCUMENT.is_in(sentence):
        return True
    if not _DATA.is_in(sentence):
        return False
    is_about_sending = _SENDING.is_in(sentence)
    if _CONSENT.is_in(sentence) or (is_about_sending and _PERMISSION.is_in(sentence)):
        return True
    return is_about_sending and _RECEIVER.is_in(sentence) and not _NO_NOTICE.is_in(sentence)
