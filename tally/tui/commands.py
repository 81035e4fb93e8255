"""The one table of commands: the key bar, the command palette and F1 all read it, so they cannot disagree.

A command's words are `tui.commands.ID.title` and `.help`; what it does is `action_ID` of the screen (or of the app).
"""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

EVERYWHERE = ""
_PASS = ("count", "practice_count")
_ENTRY = (*_PASS, "paper")
_LISTS = ("overview", "next_step")


@dataclass(frozen=True, slots=True)
class Command:
    """One intention of the user.

    Attributes:
        id: also the name of its action, so `action_ID` carries it out and `check_action` may switch it off.
        key: Textual's name of the key.
        shown: the key as the user knows it.
        screens: names of the screens on which it applies; `EVERYWHERE` for all.
        typed: the counting line takes the key itself, in the order typed; Textual gets no binding for it.
        in_bar: whether the key bar shows it; F1 and the palette always do.
    """

    id: str
    key: str
    shown: str
    screens: tuple[str, ...] = (EVERYWHERE,)
    typed: bool = False
    in_bar: bool = True

    @property
    def title_key(self) -> str:
        """The word key of its name, two or three words."""
        return f"tui.commands.{self.id}.title"

    @property
    def help_key(self) -> str:
        """The word key of the sentence that explains it."""
        return f"tui.commands.{self.id}.help"


COMMANDS: tuple[Command, ...] = (
    # Counting: digits and keypad signs, one hand
    Command("commit", "enter", "⏎", _ENTRY, typed=True),
    Command("nobody", "0", "0", _ENTRY, typed=True),
    Command("separate", "full_stop", ".", _ENTRY, typed=True),
    Command("take_back", "minus", "-", _ENTRY, typed=True),
    Command("repeat", "slash", "/", _PASS, typed=True),
    Command("menu", "asterisk", "*", _ENTRY, typed=True),
    Command("other_way", "plus", "+", _ENTRY, typed=True, in_bar=False),
    Command("erase", "backspace", "⌫", _ENTRY, typed=True, in_bar=False),
    Command("erase_all", "delete", "Delete", _ENTRY, typed=True, in_bar=False),
    Command("usual_way", "f4", "F4", _ENTRY, typed=True, in_bar=False),
    Command("correct", "f6", "F6", _PASS, typed=True, in_bar=False),
    Command("withdraw", "f7", "F7", _PASS, typed=True, in_bar=False),
    Command("close_pass", "f8", "F8", _PASS, typed=True, in_bar=False),
    # The batches of a contest
    Command("key_batch", "enter", "⏎", ("batches",)),
    Command("new_batch", "plus", "+", ("batches",)),
    Command("resume_pass", "f5", "F5", ("batches",)),
    Command("waive_passes", "f4", "F4", ("batches",), in_bar=False),
    # Home, the checklist, setting up, the people
    Command("open_line", "enter", "⏎", ("home", *_LISTS, "setup"), typed=True),
    Command("new_congress", "f2", "F2", ("home",)),
    Command("open_congress", "f4", "F4", ("home",)),
    Command("practise", "f5", "F5", ("home",)),
    Command("new_conference", "f7", "F7", ("home",)),
    Command("roll_up", "f6", "F6", ("home",)),
    Command("restore", "f8", "F8", ("home",), in_bar=False),
    Command("choose_line", "enter", "⏎", ("shorter",), typed=True),
    Command("mark_done", "f8", "F8", ("next_step",)),
    Command("not_needed", "delete", "Delete", _LISTS),
    Command("switch_person", "f2", "F2", _LISTS),
    Command("setup", "f4", "F4", _LISTS),
    Command("result", "f5", "F5", ("next_step",)),
    Command("papers", "f6", "F6", _LISTS),
    Command("journal", "f7", "F7", _LISTS),
    Command("contest_before", "left", "←", ("next_step",), in_bar=False),
    Command("contest_after", "right", "→", ("next_step",)),
    Command("edit", "enter", "⏎", ("slate",), typed=True),
    Command("save", "f8", "F8", ("slate",)),
    Command("import_slate", "f5", "F5", ("setup", "slate")),
    Command("add_candidate", "f2", "F2", ("slate",)),
    Command("draw", "f4", "F4", ("slate",)),
    Command("sort", "f6", "F6", ("slate",)),
    Command("add_contest", "f2", "F2", ("setup",)),
    Command("further_round", "f4", "F4", ("setup",)),
    Command("people", "f6", "F6", ("setup",)),
    Command("remove", "delete", "Delete", ("setup", "slate")),
    Command("sign_in", "enter", "⏎", ("people",), typed=True),
    Command("add_person", "f2", "F2", ("people",)),
    Command("set_pin", "f4", "F4", ("people",)),
    Command("let_in", "f8", "F8", ("people",), in_bar=False),
    Command("take_board", "f5", "F5", ("people",)),
    Command("sign_out", "f6", "F6", ("people",)),
    # Comparing, rulings, the result, the journal, the papers, practice
    Command("rekey", "enter", "⏎", ("disputes",), typed=True),
    Command("no_paper", "f7", "F7", ("disputes",)),
    Command("head_rules", "f4", "F4", ("disputes",)),
    Command("rule_ballot", "enter", "⏎", ("rulings",), typed=True),
    Command("find_ballot", "f5", "F5", ("rulings",)),
    Command("seal", "f8", "F8", ("result",)),
    Command("order", "space", "␣", ("result",)),
    Command("explain", "f5", "F5", ("result",)),
    Command("piles", "f6", "F6", ("result",)),
    Command("show_totals", "f4", "F4", ("result",)),
    Command("corrigendum", "f7", "F7", ("result",)),
    Command("qr", "q,Q", "Q", ("result",)),
    Command("show_hall", "ctrl+t", "Ctrl+T", ("result", "next_step")),
    Command("page_after", "right", "→", ("hall",)),
    Command("page_before", "left", "←", ("hall",)),
    Command("page_first", "home", "Home", ("hall",)),
    Command("page_last", "end", "End", ("hall",)),
    Command("rounds", "enter", "⏎", ("result",)),
    Command("go_on_with", "enter", "⏎", ("rounds",)),
    Command("decide_anew", "f4", "F4", ("rounds",)),
    Command("papers", "f6", "F6", ("rounds",)),
    Command("single_ballots", "f4", "F4", ("journal",)),
    Command("choose_paper", "space", "␣", ("papers",), typed=True),
    Command("choose_papers", "a", "a", ("papers",), typed=True),
    Command("export", "f8", "F8", ("papers",)),
    Command("sign_papers", "f6", "F6", ("papers",)),
    Command("open_folder", "f5", "F5", ("papers",)),
    Command("edit_folder", "f4", "F4", ("papers",), in_bar=False),
    Command("read_results", "f5", "F5", ("report",)),
    Command("take_unsigned", "f4", "F4", ("report",)),
    Command("section_before", "left", "←", ("report",), in_bar=False),
    Command("section_after", "right", "→", ("report",)),
    Command("export_report", "f8", "F8", ("report",)),
    Command("other_folder", "f2", "F2", ("report",)),
    Command("go_on", "enter", "⏎", ("practice",)),
    Command("skip_lesson", "f2", "F2", ("practice",)),
    Command("practise_again", "f4", "F4", ("practice",)),
    Command("practice_result", "f5", "F5", ("practice",)),
    Command("practice_papers", "f6", "F6", ("practice",)),
    Command("backup", "f7", "F7", ("papers",)),
    Command(
        "second_medium",
        "ctrl+o",
        "Ctrl+O",
        ("overview", "next_step", "setup", "batches", "count", "papers"),
        in_bar=False,
    ),
    Command("switch_person", "f2", "F2", ("batches", "disputes", "rulings", "result", "rounds")),
    Command("look", "enter", "⏎", ("doctor",), typed=True),
    # Everywhere
    Command("help", "f1", "F1"),
    Command("back", "escape", "Esc", in_bar=False),
    Command("palette", "ctrl+p", "Ctrl+P", in_bar=False),
    Command("theme", "f9", "F9", in_bar=False),
    Command("quit", "ctrl+q", "Ctrl+Q", in_bar=False),
)


def commands_of(screen: str) -> tuple[Command, ...]:
    """Return the commands that apply on a screen: its own first, then those that apply everywhere."""
    everywhere = tuple(command for command in COMMANDS if EVERYWHERE in command.screens)
    own = tuple(command for command in COMMANDS if screen in command.screens)
    return everywhere if screen == EVERYWHERE else own + everywhere


def bindings(screen: str) -> list[BindingType]:
    """Return Textual's bindings of a screen's own commands (`EVERYWHERE`: of the app's).

    What leads out of a place (help, palette, quit) goes before whatever has the focus; Esc and the rest come after it.
    """
    return [
        Binding(command.key, command.id, show=False, priority=screen == EVERYWHERE and command.key != "escape")
        for command in COMMANDS
        if screen in command.screens and not command.typed
    ]
