"""The moderation text sentence by sentence: clause ids, the exact words, and what only a human can judge.

Source: docs/moderation-text.txt, which a test compares with this module.
"""

from __future__ import annotations

from typing import NamedTuple


class Clause(NamedTuple):
    """One demand of the moderation text."""

    id: str
    sentence: str
    human: str | None = None
    """What a person has to answer whatever the rules find; None where rules can answer alone."""
    details: tuple[str, ...] = ()
    """Further sentences of the text that spell out the same demand."""


_ALL = (
    Clause(
        "archive.1",
        "It is necessary for the archiver to package only the widget folder by the archiver into the zip-archive,"
        " which must necessarily be called widget.zip.",
    ),
    Clause(
        "status.1",
        "In order to roll out an update of an already published widget, you need to upload an archive with a different"
        " code, and at the time of moderation specify that you need to replace the already published widget",
    ),
    Clause(
        "check.1",
        "For verification, you can use a simple php script.",
        "Has `widget-check probe URL` found that the back end lets in nobody but the right password?",
    ),
    Clause(
        "general.1",
        "Easy to use. A technically unprepared user should understand how to enable the widget, how to configure it,"
        " how to work with it, and where to get support.",
        "Can a technically unprepared user enable, configure and use the widget, and find support?",
    ),
    Clause(
        "general.2",
        "Quality of manufacture. There should be no known errors to the developers. In the case of emergency"
        " situations, the widget should issue a message to the user about the failure and contact information for the"
        " reference.",
        "Are all errors that the developers know of mended, and does the user learn of failures and whom to ask?",
    ),
    Clause("general.3", "Security", "Has a person reviewed the widget's security beyond what is checked here?"),
    Clause("general.4", "Encoding - all files must be encoded in UTF-8 without BOM."),
    Clause("general.5", "No comments - the code should be clean."),
    Clause("general.6", "The code should not be minified or obfuscated."),
    Clause("general.7", "No debugging in the code."),
    Clause("general.8", "There is no test data in the code."),
    Clause(
        "general.9",
        "The integrator should not develop software similar to amoCRM systems.",
        "Is the integrator's software different from amoCRM's own systems?",
    ),
    Clause(
        "general.10",
        "If the widget works only on specific tariffs, this information should be in the widget's description.",
        "If the widget works only on specific tariffs, does its description say so?",
    ),
    Clause(
        "general.11",
        "When using chat channels, you must specify the data of the registered channel and leave a note about the"
        " availability of the functional only to EN.",
        "If the widget uses chat channels, are the registered channel's data and the note on availability given?",
    ),
    Clause(
        "general.12",
        "The folder for placing image files that are used in the widget must contain 5 files (formats png, jpeg, jpg"
        " or gif) that will be used as the widget's logo in different scopes. The size of each file should not exceed"
        " 300 KB).",
        details=(
            (
                "logo.png, logo_main.png, logo_small.png are used on the widget settings page. Sizes: logo.png 130px x"
                " 100px, logo_main.png 400px x 272px, logo_small.png 108px x 108px."
            ),
            (
                "logo_min.png and logo_medium.png - in all lists and cards of contacts or deals in the minimized and"
                " expanded state respectively. Sizes: logo_medium.png 240px x 84px, logo_min.png 84px x 84px."
            ),
        ),
    ),
    Clause(
        "frontend.1",
        "The widget should not modify pages that are not included in the allowed list, including the billing page",
    ),
    Clause(
        "frontend.2",
        "The widget should not pull templates from external resources, all templates should be in the archive",
    ),
    Clause("frontend.3", "There is no alert () and console (log, debug, error, etc.)."),
    Clause("frontend.4", "There were no ajax requests in the cycles."),
    Clause(
        "frontend.5",
        "There are no unverified references to the elements of the main application (For example: var i ="
        " AMOCRM.setting.new.another).",
    ),
    Clause(
        "frontend.6",
        "If the widget uses Web sites, it is necessary that when events occur, multiple requests to the API are not"
        " sent if the widget user has multiple tabs open.",
    ),
    Clause(
        "frontend.7",
        "In the widget there should be no connection of external dependency files via document.createElement"
        " ('script') and inserting this element directly into head (all external dependencies must be connected via"
        " requirejs in the dependency block in define).",
    ),
    Clause(
        "frontend.8",
        "The widget should not affect the data in the global variable AMOCRM, it can only read data from there.",
    ),
    Clause(
        "frontend.9",
        "Check the widget styles. It is necessary that the widget does not break system styles and all selectors are"
        " built relative to the widget block so that widgets use statics with cdnjs.com. There should not be global"
        " selectors.",
    ),
    Clause(
        "frontend.10",
        "If the widget uses the user's data (API key, email) there should be a notification that the data will be sent"
        " to the server of the moderated widget. In this case, the user must confirm this point. Without confirmation,"
        " the widget should not be installed.",
    ),
    Clause(
        "frontend.11",
        "The number of used localizations should be equal to the number of lang files and all the lugs must be filled"
        " correctly.",
    ),
    Clause(
        "frontend.12",
        "The widget code should not be based on switcher styles (switcher__on, switcher__off) - they are deprecated"
        " and are to be removed from the system.",
    ),
    Clause(
        "frontend.13",
        "The widget should not hide / change / replace ratings and reviews in the integration section and the modal"
        " widget settings window.",
    ),
    Clause("backend.1", "All variables and actions must be verified."),
    Clause("backend.2", "A URL request must contain a timeout and better if it is executed through our class."),
    Clause("backend.3", "No dumps (even commented)."),
    Clause("backend.4", "No empty methods."),
    Clause(
        "backend.5",
        "The connection of a third-party library is discussed separately.",
        "Has the use of each third-party library been discussed with amoCRM?",
    ),
    Clause(
        "submit.1",
        "Write to chats amoCRM or to support@amocrm.com message stating:",
        "Does the letter name the widget's code, describe its work, give the instruction and, if needed, test data?",
        details=(
            "The widget code to be published",
            "Widget work description",
            "The instruction in which it will be specified, how to connect a widget and how to work with it",
            (
                "if required - by test data for connection to a third-party system, because Before publication, our"
                " employees will check the functionality of the widget from the user's point of view"
            ),
        ),
    ),
    Clause(
        "submit.2",
        "In the description of the widget there should be a telephone and an email where the end user or our technical"
        " support person can get advice, assistance or correction of an error",
    ),
    Clause(
        "submit.3",
        "The widget at the time of transfer must be ready for publication, i.e. there should be no debugging, test"
        " data in the code, a description of the widget should be ready, languages should be defined for publication",
    ),
)

CLAUSES = {clause.id: clause for clause in _ALL}
"""Every clause by id, in the order of the text."""
