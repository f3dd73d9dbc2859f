"""What only developers have: machines, tunnels, sandboxes, accounts and ids of their own, and texts that stand in.

Sources: RFC 1918 and RFC 6761 (private addresses, reserved names), the services' own pages, amoCRM's API reference for
the ids of system statuses (142 closed and won, 143 closed and lost) and for the names of an account's hosts.
"""

from __future__ import annotations

from checker.languages.vocabulary import Vocabulary, words

TUNNEL_DOMAINS = words(
    "ngrok.io ngrok.app ngrok.dev ngrok-free.app ngrok-free.dev ngrok.com zrok.io loca.lt localtunnel.me "
    "serveo.net trycloudflare.com pagekite.me localhost.run lhr.life lhr.rocks localxpose.io loclx.io "
    "telebit.io bore.pub tuna.am xtunnel.ru devtunnels.ms tunnelto.dev"
)
"""Ways to a developer's machine."""
SANDBOX_DOMAINS = words(
    "webhook.site requestbin.com requestbin.net requestcatcher.com requestb.in pipedream.net beeceptor.com "
    "mocky.io mockapi.io mockable.io reqres.in jsonplaceholder.typicode.com httpbin.org postman-echo.com "
    "hookb.in typedwebhook.tools smee.io now.sh codesandbox.io csb.app stackblitz.io webcontainer.io glitch.me "
    "repl.co replit.dev jsfiddle.net jsbin.com"
)
"""Places to try things out."""
DEVELOPMENT_WORDS = words("dev devel develop development test tests testing stage staging stg preprod sandbox")
"""What companies call their servers that are not for users: `dev.acme.ru`, `api-test.acme.ru`, `stage2.acme.ru`."""
DEVELOPER_SITES = words(
    "dev.mysql.com dev.w3.org dev.jquery.com dev.vk.com dev.1c-bitrix.ru dev.azure.com dev.twitter.com dev.maxmind.com "
    "dev.virtualearth.net"
)
"""Sites for developers, which everybody may use."""
LOCAL_SUFFIXES = frozenset({"localhost", "loc", "local", "test", "lan", "localdomain", "invalid", "internal"})
"""Last parts of names that no public server has."""
ACCOUNT_DOMAINS = ("amocrm.ru", "amocrm.com", "kommo.com")
SYSTEM_HOSTS = words(
    "www core api static statix st1 widgets forum support developers developer es-developers pt-developers amojo id "
    "images img cdn cfcdn pcfcdn drive storybook content example subdomain mysubdomain yoursubdomain account domain "
    "widget marketplace push gso telephony mail oauth auth www2 blog academy partner partners status test- "
    "widgets mob apps"
)
"""Hosts of the platform itself, and stand-ins for an account."""
SHARDED_HOSTS = ("api-", "drive-")
"""Beginnings of hosts of the platform that serve a part of the accounts, such as `api-g.kommo.com`."""
SYSTEM_STATUSES = frozenset({142, 143})
FILLERS = ("lorem ipsum", "lorem, ipsum", "рыбатекст поможет", "за словесными горами")
"""Of the texts that fill a page until it has one, in lower case; the Russian ones are of fish-text.ru and its kin."""
STAND_INS = words(
    "qwerty qwerty123 123456 1234567 12345678 123456789 1234567890 asdf asdfg asdfgh zxcvbn test123 test1234 "
    "password1 password123 qweasd qweqwe 111111 йцукен фыва asdasd фывфыв"
)
"""What developers type when they need some text or password."""
STAND_IN_PHRASES = frozenset(
    {
        "для тз", "для теста", "для тестов", "для тестирования", "тестовый текст", "тестовые данные", "тестовая сделка",
        "тестовый контакт", "тестовая компания", "тестовый пользователь", "тестовый клиент", "тестовый лид",
        "тестовый виджет", "тестовое задание", "текст заглушка", "тут будет текст", "здесь будет текст", "text here",
        "test text", "test lead", "test contact", "test company", "test user", "test deal", "test widget", "some text",
    }
)  # fmt: skip
"""What they type where a text, a deal or a person is needed, in lower case; only if it is the whole text."""
NO_ACCOUNTS = SYSTEM_HOSTS | words("required nullable string text input hidden varchar integer unique sometimes field")
"""What stands under the key `subdomain` and names no account: stand-ins, and rules for what may be entered."""
ACCOUNT_NAMES = Vocabulary("subdomain, sub domain, account id, accountid, current subdomain")
"""Names of values that tell one account from another."""
USER_NAMES = Vocabulary("amouser, amo user, login, user login, email, user email, current user")
"""Names of values that tell one person from another."""
ID_NAMES = Vocabulary(
    "field id, fieldid, pipeline id, pipelineid, status id, statusid, user id, userid, responsible user id, account id,"
    " accountid, lead id, leadid, contact id, contactid, company id, companyid, enum id, enumid, group id, groupid,"
    " catalog id, catalogid, element id, task type id, cf id, custom field id, list id, bot id, botid, source id"
)
"""Names of ids that each account has of its own."""
ID_LISTS = words("fields cf cfs pipelines statuses stages managers users enums catalogs groups")
"""Last words in the names of objects that keep such ids under names of the code's own."""
ANY_ID = Vocabulary("id, ids, ид")
SHARED_ID_NAMES = Vocabulary(
    "counter*, metrika, metrica, app, client, pixel, analytics, tag, timer, timeout, interval, widget, product,"
    " service, appid, type, order, request, message, error, event"
)
"""What the ids are of that are the same in every account."""
