"""Which sentences tell the user that data will be sent, or ask for consent."""

from __future__ import annotations

import pytest

from checker.amocrm.tariffs import names_tariff
from checker.amocrm.user_data import is_notice


@pytest.mark.parametrize(
    "sentence",
    [
        "Я подтверждаю согласие на передачу данных аккаунта amoCRM на сервера компании «Акме»",
        "Согласен на обработку моих персональных данных",
        "Ваши данные (API-ключ, e-mail) будут переданы на наш сервер",
        "Разрешаю передачу данных",
        "Нажимая «Установить», вы соглашаетесь на передачу данных третьим лицам",
        "Пользовательское соглашение",
        "Принимаю условия оферты",
        "I agree that my data will be transferred to the server of Acme",
        "The data of your account is sent to a third-party server",
        "By installing the widget you accept the privacy policy",
        "Acepto el tratamiento de mis datos",
        "Tus datos se envían al servidor de Acme",
        "Concordo com o envio dos meus dados",
        "Os dados da conta são enviados para o servidor da Acme",
        "Li a política de privacidade",
    ],
)
def test_a_notice_is_recognised(sentence: str) -> None:
    assert is_notice(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "API-ключ",
        "Данные сохранены",
        "Ошибка отправки данных на сервер",
        "Failed to send data to the server",
        "Кликни на кнопку, чтобы переслать данные на сторонний сервер:",
        "Отправить данные",
        "Подтвердите удаление данных",
        "Согласовать счёт",
        "Loading data",
        "Enviar mensaje",
        "Accept",
    ],
)
def test_other_texts_are_none(sentence: str) -> None:
    assert not is_notice(sentence)


@pytest.mark.parametrize(
    "text",
    [
        "Работает на тарифе Расширенный",
        "Доступен только на «Профессиональном»",
        "Нужна подписка Enterprise",
        "Only for Advanced and Enterprise",
        "Available on the Pro plan",
        "Works on all paid plans",
        "Disponible en la tarifa avanzada",
        "Funciona apenas no plano avançado",
        "Requiere el plan avanzado",
    ],
)
def test_a_tariff_is_named(text: str) -> None:
    assert names_tariff(text)


@pytest.mark.parametrize(
    "text",
    [
        "Планирует звонки",
        "Расширенный поиск по сделкам",
        "Профессиональные отчёты",
        "Helps to plan the day",
        "Plan your calls",
        "Advanced search",
        "Professional reports for your team",
        "Planifica tus llamadas",
    ],
)
def test_no_tariff_is_named(text: str) -> None:
    assert not names_tariff(text)
