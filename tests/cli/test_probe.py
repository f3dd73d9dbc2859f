from __future__ import annotations

import socket
import ssl
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.cli.commands import run
from tests.cli.php_server import php_server

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

NO_PROXY = {"no_proxy": "127.0.0.1,localhost"}


def probe(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return run("probe", *arguments, cwd=cwd, env=NO_PROXY)


def test_the_example_back_end_is_right(project: Path) -> None:
    with php_server(project / "examples" / "backend") as address:
        done = probe(f"{address}/check.php", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        f"{address}/check.php\n"
        '  the right password: right\n    200, 22 bytes: {"value":"data saved"}\n'
        "  a wrong password: right\n    401, 0 bytes\n"
        "  no password: right\n    401, 0 bytes\n"
    )


def test_the_script_of_the_moderation_text_is_right(tmp_path: Path) -> None:
    (tmp_path / "index.php").write_text(
        "<?php\nif ($_POST ['password']=='test')\n{\n  $response['value']='data saved';\n"
        "  $response=json_encode($response);\n  echo $response;\n}\nelse\n{\n"
        '  header ("HTTP/1.0 401 Unauthorized");\n}\n?>\n'
    )
    with php_server(tmp_path) as address:
        done = probe(address, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_field_and_password_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "index.php").write_text(
        "<?php if (($_POST['ключ'] ?? '') === 'пароль & 🔑') { echo '{\"value\": \"data saved\"}'; }"
        " else { http_response_code(401); }",
        encoding="utf-8",
    )
    with php_server(tmp_path) as address:
        named = probe(address, "--password-field", "ключ", "--good", "пароль & 🔑", cwd=tmp_path)
        unnamed = probe(address, cwd=tmp_path)
    assert named.returncode == 0, named.stdout
    assert unnamed.returncode == 1
    assert "  the right password: WRONG, must be answered with the status 200\n    401, 0 bytes\n" in unnamed.stdout


BROKEN = {
    "lets everybody in": ("echo json_encode(['value' => 'data saved']);", "is let in; answer 401 Unauthorized"),
    "answers HTML": ("echo '<html>' . $_POST['password'] . '</html>';", "not JSON; print nothing but"),
    "answers other JSON": ("echo json_encode(['value' => 'ok']);", 'it must be {"value": "data saved"}'),
    "answers more JSON": ("echo json_encode(['value' => 'data saved', 'id' => 1]);", "gets other JSON"),
    "answers deep JSON": ("echo str_repeat('[', 60000);", "not JSON"),
    "begins with a byte order mark": ('echo "\\u{FEFF}" . json_encode(["value" => "data saved"]);', "byte order mark"),
    "answers without end": ("while (true) { echo str_repeat('x', 65536); }", "gets more than 64 KiB"),
    "answers 403": ("http_response_code(403);", "must be answered with the status 401\n    403, 0 bytes"),
    "fails": ("http_response_code(500);", "must be answered with the status 200\n    500, 0 bytes"),
    "prints control characters": (r'echo "\e[2J\r\n::error::x\u{202E}";', r"\x1b[2J ::error::x\u202e"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_wrong_answer_is_named(tmp_path: Path, name: str) -> None:
    code, words = BROKEN[name]
    (tmp_path / "index.php").write_text(f"<?php {code}", encoding="utf-8")
    with php_server(tmp_path) as address:
        done = probe(address, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert words in done.stdout
    assert done.stdout.replace("\n", "").isprintable()


def test_no_redirect_is_followed(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    (there / "index.php").write_text(
        "<?php file_put_contents(__DIR__ . '/seen', '1'); echo '{\"value\":\"data saved\"}';"
    )
    with php_server(there) as target, php_server(here) as address:
        (here / "index.php").write_text(f"<?php header('Location: {target}/', true, 307);")
        done = probe(address, cwd=tmp_path)
    assert done.returncode == 1
    assert f"leads to {target}/, which is not followed" in done.stdout
    assert not (there / "seen").exists()


def test_a_server_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "index.php").write_text("<?php sleep(60);")
    with php_server(tmp_path) as address:
        started = time.monotonic()
        done = probe(address, "--timeout", "0.5", cwd=tmp_path)
    assert time.monotonic() - started < 10
    assert done.returncode == 3
    assert done.stdout.count("NOT CHECKED, no answer within 0.5 s") == 3


@contextmanager
def listening(reply: bytes, *, drips: bool = False) -> Iterator[int]:
    """A server that sends bytes whatever it is asked, one by one if it `drips`."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    try:
                        connection.recv(65536)
                        for piece in [reply[at : at + 1] for at in range(len(reply))] if drips else [reply]:
                            connection.sendall(piece)
                            time.sleep(0.2 if drips else 0)
                    except OSError:
                        continue

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]


def test_an_answer_that_drips_is_not_waited_for(tmp_path: Path) -> None:
    with listening(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 90, drips=True) as port:
        started = time.monotonic()
        done = probe(f"http://127.0.0.1:{port}", "--timeout", "1", cwd=tmp_path)
    assert time.monotonic() - started < 10
    assert (done.returncode, done.stdout.count("no answer within 1 s")) == (3, 3)


@pytest.mark.parametrize("reply", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 200])
def test_what_is_no_http_is_not_checked(tmp_path: Path, reply: bytes) -> None:
    with listening(reply) as port:
        done = probe(f"http://127.0.0.1:{port}", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, "")
    assert done.stdout.count("NOT CHECKED") == 3


def test_a_server_without_tls_is_not_checked_over_https(tmp_path: Path) -> None:
    with listening(b"HTTP/1.1 200 OK\r\n\r\n") as port:
        done = probe(f"https://127.0.0.1:{port}", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, "")


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    certificate = self_signed(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=refused_handshakes, args=[context, server], daemon=True).start()
        done = probe(f"https://127.0.0.1:{server.getsockname()[1]}", cwd=tmp_path)
    assert done.returncode == 3
    assert "NOT CHECKED, the certificate is not valid: self" in done.stdout


def refused_handshakes(context: ssl.SSLContext, server: socket.socket) -> None:
    while True:
        try:
            connection, _ = server.accept()
            with context.wrap_socket(connection, server_side=True):
                pass
        except ssl.SSLError:
            continue
        except OSError:
            return


def self_signed(folder: Path) -> Path:
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    until = now + timedelta(days=1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, until)
    pem = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    file = folder / "server.pem"
    file.write_bytes(
        pem
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return file


def test_nobody_listening_is_not_checked(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        done = probe(f"http://127.0.0.1:{unused.getsockname()[1]}", cwd=tmp_path)
    assert done.returncode == 3
    assert done.stdout.count("NOT CHECKED, cannot be reached: Connection refused") == 3


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("example.com/check", "write https://host/path"),
        ("ftp://example.com", "write https://host/path"),
        ("file:///etc/passwd", "write https://host/path"),
        ("https://", "write https://host/path"),
        ("https://user:word@example.com", "contains a user name"),
        ("https://example.com:99999", "is no address"),
        ("https://[::1", "is no address"),
        ("https://exa mple.com/", "a blank or a hidden character"),
        ("https://example.com/\x1b[2J", "a blank or a hidden character"),
        (f"https://{'a' * 70}.com", "names a host that cannot be"),
    ],
)
def test_what_is_no_web_address_is_refused(tmp_path: Path, url: str, words: str) -> None:
    done = probe(url, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert "word@" not in done.stderr
    assert "\x1b" not in done.stderr


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "inf", "301", "soon"])
def test_a_timeout_must_be_some_seconds(tmp_path: Path, timeout: str) -> None:
    done = probe("https://example.com", "--timeout", timeout, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "write seconds" in done.stderr
