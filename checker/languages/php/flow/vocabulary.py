"""PHP's functions and the usual frameworks' methods by what they mean for input. Names are in lower case.

Functions: the PHP manual (php.net/manual). Frameworks: the reference of Laravel, Symfony, Yii 2, Slim and PSR-7,
CodeIgniter, WordPress, Guzzle.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.languages.php.flow.values import Escape
from checker.regex import regex

if TYPE_CHECKING:
    from collections.abc import Mapping

SUPERGLOBALS = frozenset({"_GET", "_POST", "_REQUEST", "_COOKIE", "_FILES", "HTTP_RAW_POST_DATA"})
SERVER_KEYS = frozenset({"QUERY_STRING", "REQUEST_URI", "PHP_SELF"})
"""Keys of `$_SERVER` that the sender decides, beside those that begin with `HTTP_`."""
OWN_FILE_KEYS = frozenset({"tmp_name", "error", "size"})
"""What PHP itself writes into an entry of `$_FILES`."""
BODY = "php://input"
HEADER_READERS = frozenset({"getallheaders", "apache_request_headers"})

CLEANING = frozenset(
    {
        "intval", "floatval", "doubleval", "boolval", "abs", "count", "sizeof", "strlen", "mb_strlen", "md5", "sha1",
        "hash", "hash_hmac", "crc32", "md5_file", "password_hash", "bin2hex", "dechex", "base64_encode", "bindec",
        "number_format", "round", "floor", "ceil", "max", "min", "date", "gmdate", "mktime", "strtotime", "time",
        "filter_var", "filter_input", "filter_input_array", "filter_var_array", "settype", "uniqid", "rand",
        "mt_rand", "random_int", "array_sum", "is_uploaded_file", "ctype_digit", "sanitize_text_field", "absint",
        "sanitize_email", "sanitize_key", "sanitize_file_name", "esc_url_raw", "wp_kses", "gettype", "get_class",
        "array_search", "strcmp", "strcasecmp", "similar_text", "levenshtein", "password_verify", "hash_equals",
        "ip2long", "checkdate", "ord", "error_log", "syslog", "trigger_error", "session_id", "session_start",
        "json_last_error", "json_last_error_msg", "header_remove", "http_response_code", "setlocale", "ini_set",
        "set_time_limit", "ignore_user_abort", "usleep", "sleep", "function_exists", "defined", "constant",
    }
)  # fmt: skip
"""Functions whose result cannot carry what the sender wrote, or that do nothing with it."""

ESCAPING: Mapping[str, tuple[Escape, ...]] = {
    "htmlspecialchars": (Escape.HTML,), "htmlentities": (Escape.HTML,), "strip_tags": (Escape.HTML,),
    "esc_html": (Escape.HTML,), "esc_attr": (Escape.HTML,), "e": (Escape.HTML,),
    "addslashes": (Escape.SQL,), "mysql_escape_string": (Escape.SQL,), "mysql_real_escape_string": (Escape.SQL,),
    "mysqli_real_escape_string": (Escape.SQL,), "mysqli_escape_string": (Escape.SQL,), "esc_sql": (Escape.SQL,),
    "pg_escape_string": (Escape.SQL,), "pg_escape_literal": (Escape.SQL,), "pg_escape_identifier": (Escape.SQL,),
    "sqlite_escape_string": (Escape.SQL,), "real_escape_string": (Escape.SQL,), "escape_string": (Escape.SQL,),
    "quote": (Escape.SQL,), "quotevalue": (Escape.SQL,), "forsql": (Escape.SQL,), "escape": (Escape.SQL, Escape.HTML),
    "escapeshellarg": (Escape.SHELL,), "escapeshellcmd": (Escape.SHELL,),
    "urlencode": (Escape.URL, Escape.PATH), "rawurlencode": (Escape.URL, Escape.PATH),
    "http_build_query": (Escape.FORM,), "esc_url": (Escape.URL, Escape.HTML),
    "basename": (Escape.PATH,), "realpath": (Escape.PATH,), "pathinfo": (Escape.PATH,),
    "json_encode": (Escape.JSON,), "serialize": (Escape.JSON,), "var_export": (Escape.JSON,),
}  # fmt: skip
"""Functions and methods that make a text harmless for a use."""

PASSING = frozenset(
    {
        "addcslashes", "array_fill_keys", "array_key_first", "array_key_last", "array_splice", "array_walk",
        "base64_decode", "chop", "chunk_split", "fgets", "fread", "gzuncompress", "hex2bin", "html_entity_decode",
        "htmlspecialchars_decode", "iconv", "implode", "join", "key", "lcfirst", "ltrim", "mb_convert_encoding",
        "mb_encode_mimeheader", "mb_strimwidth", "mb_strtolower", "mb_strtoupper", "mb_substr", "nl2br", "preg_quote",
        "preg_replace", "preg_replace_callback", "print_r", "quotemeta", "range", "rawurldecode", "rtrim",
        "simplexml_load_string", "str_ireplace", "str_pad", "str_replace", "str_word_count", "stream_get_contents",
        "stripslashes", "stristr", "strpbrk", "strrchr", "strrev", "strstr", "strtolower", "strtoupper", "strtr",
        "strval", "substr", "substr_replace", "trim", "ucfirst", "ucwords", "urldecode", "utf8_decode", "utf8_encode",
        "wordwrap",
    }
)  # fmt: skip
"""Functions whose result is made of what they are given."""

COUNTING = frozenset({"count", "sizeof", "time", "func_num_args"})
"""Functions that tell nothing about what an array holds."""

STRUCTURED = frozenset(
    {
        "array_merge", "array_filter", "array_replace", "array_merge_recursive", "iterator_to_array", "array_unique",
        "array_reverse", "array_slice", "array_change_key_case", "array_intersect_key", "array_diff_key",
        "get_object_vars", "json_decode", "array_values", "array_combine", "wp_unslash", "func_get_args",
    }
)  # fmt: skip
"""Functions that return an array with the entries of what they are given."""

SPLITTING = frozenset({"explode", "preg_split", "str_split", "array_keys", "array_column", "array_chunk",
                       "str_getcsv", "fgetcsv", "parse_url", "array_flip"})  # fmt: skip
"""Functions that return a list of pieces."""

TAKING = frozenset({"current", "reset", "end", "next", "array_shift", "array_pop", "each"})
"""Functions that return an entry of an array."""

PRESENCE_TESTS = frozenset({"file_exists", "is_file", "is_dir", "is_readable", "is_writable", "method_exists",
                            "class_exists", "is_callable", "function_exists", "property_exists", "is_array",
                            "is_object", "is_string", "is_scalar", "is_null", "is_iterable", "count", "sizeof",
                            "json_last_error", "trim", "strlen", "mb_strlen"})  # fmt: skip
"""Functions that tell whether something is there or of which kind, but not what it says."""

TYPE_TESTS = frozenset(
    {
        "is_numeric", "is_int", "is_integer", "is_long", "is_float", "is_bool", "ctype_digit", "ctype_alnum",
        "ctype_alpha", "ctype_xdigit", "checkdate", "filter_var", "is_uploaded_file", "is_email",
    }
)  # fmt: skip
"""Functions that are true only for harmless texts."""

CONTENT_TESTS = frozenset(
    {
        "preg_match", "preg_match_all", "in_array", "strpos", "stripos", "strstr", "mb_strpos",
        "str_starts_with", "str_ends_with", "str_contains", "hash_equals", "password_verify", "strcmp", "strcasecmp",
        "strncmp", "array_search", "array_key_exists", "key_exists", "substr_count", "version_compare", "ereg",
        "eregi", "fnmatch", "array_diff", "array_intersect", "array_diff_key", "substr",
    }
)  # fmt: skip
"""Functions that look at what a text says."""

KEY_TESTS = frozenset({"array_key_exists", "key_exists"})

REQUEST_MAKERS = frozenset({"createfromglobals", "capture", "fromglobals", "current", "instance"})
"""Static methods of a request's class that return the request at hand."""
REQUEST_GETTERS = frozenset({"getrequest", "request", "getcurrentrequest"})
"""Methods of an application, controller or context that return the request at hand."""
CONTEXTS = frozenset({"getcontext", "getinstance", "getapplication", "getcontroller", "app"})
REQUEST_PROPERTIES = frozenset({"request", "input"})
"""Properties of an application or controller that hold the request."""
REQUEST_CLASSES = frozenset({"request", "input", "serverrequestinterface", "requestinterface", "serverrequest",
                             "httprequest", "wp_rest_request", "illuminaterequest"})  # fmt: skip
REQUEST_NAMES = frozenset({"request", "req"})
ROUTE_ARGUMENTS = "args"
"""What Slim gives beside the request and the answer: the parts of the address that a route names, `/lead/{id}`."""
REQUEST_BAGS = frozenset({"query", "request", "cookies", "headers", "files", "server", "json", "input", "cookie"})
REQUEST_WHOLES = frozenset({"bodyparams", "queryparams", "rawbody", "body"})
REQUEST_READERS = frozenset(
    {
        "input", "get", "query", "post", "all", "only", "except", "json", "cookie", "header", "headers", "file",
        "getcontent", "toarray", "getparsedbody", "getqueryparams", "getqueryparam", "getcookieparams",
        "getuploadedfiles", "getparam", "getparams", "getbody", "getpost", "getget", "getvar", "getjson", "getquery",
        "getbodyparams", "getbodyparam", "getrawbody", "getheader", "getheaderline", "get_param", "get_params",
        "get_json_params", "get_body", "get_body_params", "get_query_params", "str", "string", "collect", "old",
        "getparsedbodyparam", "getcookieparam", "getcookie", "request", "post_get", "get_post", "put", "patch",
        "getpostlist", "getquerylist", "getrawinput", "getcookies", "content", "getall",
    }
)  # fmt: skip
BAG_READERS = REQUEST_READERS | {"getcontents", "first", "getclientoriginalname"}
"""Methods of a collection of input, of an uploaded file and of a body."""
REQUEST_CLEAN_READERS = frozenset({"integer", "boolean", "float", "getint", "getboolean", "getdigits", "getalnum",
                                   "getalpha", "validated", "safe", "enum", "date", "getenum"})  # fmt: skip
REQUEST_PRESENCE = frozenset({"has", "filled", "exists", "hasfile", "hasany", "isnotfilled", "missing", "anyfilled"})

BINDING = frozenset(
    {
        "bindparam", "bindvalue", "bind_param", "bindvalues", "bindparams", "execute", "setparameter",
        "setparameters", "where", "orwhere", "andwhere", "wherein", "having", "find", "findone",
        "findorfail", "findall", "findby", "findoneby", "filterwhere", "join", "wherenotin", "wherebetween",
        "firstwhere", "findfirst", "firstornew", "value", "sanitize",
    }
)  # fmt: skip
"""Methods that hand values to the database apart from the query."""

LOGGING = frozenset(
    {
        "log", "info", "debug", "warning", "error", "notice", "critical", "alert", "emergency", "trace", "vars",
        "dump", "dd", "addinfo", "adderror", "writelog", "logger", "addlog", "write_log",
    }
)  # fmt: skip
"""Names of functions that note something for the developer."""

SQL_ARGUMENTS: Mapping[str, int] = {
    "mysql_query": 0, "mysql_unbuffered_query": 0, "mysql_db_query": 1, "mysqli_query": 1, "mysqli_multi_query": 1,
    "mysqli_real_query": 1, "mysqli_prepare": 1, "pg_send_query": 1, "sqlite_query": 1, "sqlite_exec": 1,
    "odbc_exec": 1, "odbc_prepare": 1, "mssql_query": 0, "sqlsrv_query": 1, "oci_parse": 1, "ibase_query": 1,
    "pg_prepare": 2,
}  # fmt: skip
SQL_METHODS = frozenset(
    {
        "query", "exec", "multi_query", "real_query", "querysingle", "prepare", "rawquery", "executequery",
        "executestatement", "executeupdate", "createcommand", "get_results", "get_row", "get_var", "get_col",
        "whereraw", "orwhereraw", "selectraw", "orderbyraw", "havingraw", "raw", "statement", "unprepared", "select",
        "insert", "update", "delete", "getrow", "getall", "getone", "queryone", "queryall", "fetchall", "fetchone",
        "where", "orwhere", "andwhere", "having", "createquery", "createnativequery", "findbysql", "sql", "execute",
        "rawqueryone", "fetchassoc", "fetch", "run", "q",
    }
)  # fmt: skip
"""Methods that take a query where their text or the object says that it is one."""

PATH_ARGUMENTS: Mapping[str, tuple[int, ...]] = {
    "file_get_contents": (0,), "file_put_contents": (0,), "fopen": (0,), "readfile": (0,), "file": (0,),
    "unlink": (0,), "rename": (0, 1), "copy": (0, 1), "mkdir": (0,), "rmdir": (0,), "move_uploaded_file": (1,),
    "scandir": (0,), "opendir": (0,), "glob": (0,), "touch": (0,), "chmod": (0,), "parse_ini_file": (0,),
    "simplexml_load_file": (0,), "show_source": (0,), "highlight_file": (0,), "symlink": (0, 1),
    "splfileobject": (0,), "ziparchive": (0,), "imagecreatefromjpeg": (0,), "imagecreatefrompng": (0,),
}  # fmt: skip
MAY_BE_URL = frozenset({"file_get_contents", "fopen", "readfile", "file", "copy", "simplexml_load_file"})
SHELL_FUNCTIONS = frozenset({"exec", "shell_exec", "system", "passthru", "popen", "proc_open", "pcntl_exec"})
URL_ARGUMENTS: Mapping[str, int] = {
    "curl_init": 0, "get_headers": 0, "fsockopen": 0, "pfsockopen": 0, "stream_socket_client": 0, "soapclient": 0,
}  # fmt: skip
URL_METHODS = frozenset({"get", "post", "put", "patch", "delete", "request", "init", "send", "seturl", "open",
                         "requestasync", "getasync", "postasync"})  # fmt: skip
"""Methods that take an address where the text of an argument begins like one."""
HEADER_OPTIONS = frozenset({"CURLOPT_HTTPHEADER", "CURLOPT_COOKIE", "CURLOPT_REFERER", "CURLOPT_USERAGENT"})
WRITING = regex(
    r"(?:^|_)(?:insert|create|update|save|fill|store|add|set|send|post|write|put|push|mail|publish|upsert)",
    re.IGNORECASE,
)
"""Names of functions that store or send what they are given."""

DISPATCHING = frozenset({"call_user_func", "call_user_func_array", "forward_static_call", "forward_static_call_array",
                         "reflectionclass", "reflectionmethod", "reflectionfunction"})  # fmt: skip

SAFE_INCLUDES = regex(
    r"autoload|vendor|config|settings|const|env|helper|function|lib|class|db|database|connect|mysql|api|client|curl"
    r"|model|tools|utils",
    re.IGNORECASE,
)
"""Files that are included for their definitions, not for what they do."""
_CHECKING = regex(
    r"valid|verif|check(?!out)|assert|ensure|guard|allow|auth(?!or(?!i))|permit|protect|trusted|(?:^|_)is_?[a-z]"
    r"|requir|match|compare|exists|contain|(?:^|_)has_?[a-z]",
    re.IGNORECASE,
)
_CLEANING = regex(
    r"sanit|clean|filter|purif|escape|secur|safe|normali[sz]e|strip(?!e)|quote|^esc|toint|parseint", re.IGNORECASE
)


def sounds_like_check(name: str) -> bool:
    """Tell whether a function that the file does not define is named like one that checks its arguments."""
    return bool(_CHECKING.search(name))


def sounds_like_cleaning(name: str) -> bool:
    """Tell whether a function that the file does not define is named like one that returns harmless values."""
    return bool(_CLEANING.search(name))
