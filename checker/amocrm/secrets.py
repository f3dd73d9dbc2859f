"""How secrets look, and what the names are under which programs keep them.

Sources: amoCRM's page on OAuth (amocrm.ru/developers/content/oauth: access and refresh tokens, client secret), the
services' own documentation of their keys' formats, and GitHub's list of secret scanning patterns.
"""

from __future__ import annotations

from typing import NamedTuple

from checker.languages.vocabulary import Vocabulary

ALPHANUMERIC = "abcdefghijklmnopqrstuvwxyz0123456789-"
"""What the names of hosts are made of."""


class TokenShape(NamedTuple):
    """How a kind of token is written."""

    kind: str
    """What to call it."""
    beginnings: tuple[str, ...]
    """What all of its kind begin with."""
    rest: str
    """A regular expression for what follows."""
    lead: str = ""
    """Characters that may stand before the beginning and belong to the token."""


TOKEN_SHAPES = (
    TokenShape("a token (JWT)", ("eyJ",), r"[\w-]{10,2000}\.eyJ[\w-]{10,4000}\.[\w-]{10,2000}"),
    TokenShape("an OAuth token or code of amoCRM", ("def50200",), r"[0-9a-f]{60,3000}"),
    TokenShape(
        "a private key", ("-----BEGIN ",), r"(?:[A-Z]{2,10} ){0,2}PRIVATE KEY-----[\w+/=\s\\\"',.;]{20,8000}-----END"
    ),
    TokenShape("a key of AWS", ("AKIA", "ASIA"), r"[0-9A-Z]{16}\b"),
    TokenShape("a token of GitHub", ("ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"), r"\w{36,255}"),
    TokenShape("a token of GitLab", ("glpat-",), r"[\w-]{20,64}"),
    TokenShape("a token of Slack", ("xoxb-", "xoxp-", "xoxa-", "xoxe-", "xoxo-", "xoxr-", "xoxs-"), r"[\w-]{10,250}"),
    TokenShape("a webhook of Slack", ("hooks.slack.com/services/T",), r"\w{6,20}/B\w{6,20}/\w{16,40}"),
    TokenShape("a secret key of Stripe", ("sk_live_", "sk_test_", "rk_live_", "rk_test_"), r"[0-9A-Za-z]{16,200}"),
    TokenShape("a client secret of Google", ("GOCSPX-",), r"[\w-]{24,40}"),
    TokenShape("a token of a Telegram bot", (":AA",), r"[\w-]{33}", "0123456789"),
    TokenShape("a key of SendGrid", ("SG.",), r"[\w-]{16,32}\.[\w-]{16,64}"),
    TokenShape("a key of Mailgun", ("key-",), r"[0-9a-f]{32}\b"),
    TokenShape(
        "a key of OpenAI or Anthropic",
        ("sk-",),
        r"(?:proj-|ant-|svcacct-)?(?=[\w-]{0,40}\d)(?![\da-f]{8}-[\da-f]{4}-)[\w-]{32,200}",
    ),
    TokenShape("a token of npm", ("npm_",), r"[A-Za-z0-9]{36}"),
    TokenShape("a token of DigitalOcean", ("dop_v1_", "doo_v1_", "dor_v1_"), r"[0-9a-f]{64}"),
    TokenShape("a token of VK", ("vk1.a.",), r"[\w-]{60,300}"),
    TokenShape("a token of Yandex", ("y0_", "y1_", "y2_", "y3_"), r"[\w-]{50,100}"),
    TokenShape("a key of Yandex", ("AQVN",), r"[\w-]{34,40}"),
    TokenShape("a webhook of Bitrix24", (".bitrix24.",), r"[a-z]{2,6}/rest/\d{1,9}/[0-9a-z]{12,40}", ALPHANUMERIC),
    TokenShape("a webhook of Discord", (".com/api/webhooks/",), r"\d{15,22}/[\w-]{40,100}", ALPHANUMERIC),
)
"""What is known by its form alone. Keys that are made for browsers are not among them."""

PASSWORD_NAMES = Vocabulary(
    "password, passwd, passphrase, pwd, pass, user pass, userpass, db pass, smtp pass, пароль, contrasena, senha"
)
SECRET_NAMES = Vocabulary(
    "secret, client secret, clientsecret, secret key, secretkey, app secret, token, access token, accesstoken,"
    " refresh token, refreshtoken, auth token, authtoken, api token, apitoken, bot token, bearer, jwt, api key, apikey,"
    " api hash, auth key, authkey, private key, privatekey, encryption key, user hash, userhash, amohash, amo hash,"
    " authorization, access key, accesskey, x api key, x auth token, webhook secret, signing key, hmac key, токен,"
    " user key, app key, appkey, bot key, telegram key, partner key, license key,"
    " session id, sessionid, phpsessid, security key, securitykey, service key, servicekey"
)
PUBLIC_NAMES = Vocabulary(
    "public, publickey, publishable, pusher, site key, sitekey, recaptcha, captcha, csrf, xsrf, dsn, maps, map, ymaps,"
    " client id, clientid, uuid, guid, integrity, checksum, field, label, placeholder, title, caption, selector, class,"
    " name, type, error, message, text, hint, regexp, regex, pattern, url, uri, path, endpoint, route, event, action,"
    " template, version, id, sha, commit, revision, branch, master, main, md5, etag, fingerprint, hashsum,"
    " chars, alphabet"
)
"""A name with one of these is that of no secret: of a public key, of an identifier, of a field of a form."""
PLACEHOLDER_WORDS = Vocabulary(
    "your*, my, some, example*, sample*, placeholder, changeme, change me, insert*, here, token, secret,"
    " password, apikey, api key, xxx*, todo, test*, demo, dummy, fake, none, null, undefined, string, value,"
    " empty, hidden, redacted"
)
"""A text with one of these stands for a secret and is none."""
