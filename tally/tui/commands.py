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
        in_bar: whether the key bar shows it while it does something: not what moves about, nor what another key of the
            bar leads to; F1 and the palette always show it.
        means: what its key means wherever it is pressed, where that is more than this command: commands of one
            meaning are the same to a hand that knows the key (`finish` is F8: record it, close it, seal it).
    """

    id: str
    key: str
    shown: str
    screens: tuple[str, ...] = (EVERYWHERE,)
    typed: bool = False
    in_bar: bool = True
    means: str = ""

    @property
    def meaning(self) -> str:
        """What its key means everywhere."""
        return self.means or self.id

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
    Command("commit", "enter", "⏎", _ENTRY, typed=True, means="do"),
    Command("nobody", "0", "0", _ENTRY, typed=True),
    Command("separate", "full_stop", ".", _ENTRY, typed=True),
    Command("take_back", "minus", "-", _ENTRY, typed=True),
    Command("repeat", "slash", "/", _PASS, typed=True),
    Command("menu", "asterisk", "*", _ENTRY, typed=True, means="rule"),
    Command("other_way", "plus", "+", _ENTRY, typed=True, in_bar=False),
    Command("erase", "backspace", "⌫", _ENTRY, typed=True, in_bar=False),
    Command("erase_all", "delete", "Delete", _ENTRY, typed=True, in_bar=False, means="remove"),
    Command("correct", "f4", "F4", _PASS, typed=True, means="change"),
    Command("withdraw", "f7", "F7", _PASS, typed=True, means="take_out"),
    Command("close_pass", "f8", "F8", _PASS, typed=True, means="finish"),
    # The batches of a contest
    Command("key_batch", "enter", "⏎", ("batches",), means="do"),
    Command("new_batch", "plus", "+", ("batches",), means="add"),
    Command("resume_pass", "f5", "F5", ("batches",), means="open"),
    Command("waive_passes", "f4", "F4", ("batches",), means="change"),
    # Home, the checklist, setting up, the people
    Command("open_line", "enter", "⏎", ("home", *_LISTS, "setup"), typed=True, means="do"),
    Command("new_congress", "plus", "+", ("home",), means="add"),
    Command("open_congress", "f5", "F5", ("home",), means="open"),
    Command("practise", "ctrl+d", "Ctrl+D", ("home", "practice")),
    Command("new_conference", "ctrl+n", "Ctrl+N", ("home",)),
    Command("roll_up", "ctrl+u", "Ctrl+U", ("home",)),
    Command("restore", "ctrl+b", "Ctrl+B", ("home",), means="copy"),
    Command("choose_line", "enter", "⏎", ("shorter",), typed=True, means="do"),
    Command("mark_done", "f8", "F8", ("next_step",), means="finish"),
    Command("not_needed", "delete", "Delete", _LISTS, means="remove"),
    Command("switch_person", "f2", "F2", _LISTS, means="person"),
    Command("setup", "f4", "F4", _LISTS, means="change"),
    Command("result", "f12", "F12", ("next_step",)),
    Command("papers", "f6", "F6", _LISTS),
    Command("journal", "ctrl+k", "Ctrl+K", _LISTS),
    Command("contest_before", "left", "←", ("next_step",), in_bar=False, means="before"),
    Command("contest_after", "right", "→", ("next_step",), means="after"),
    Command("edit", "enter", "⏎", ("slate",), typed=True, means="do"),
    Command("save", "f8", "F8", ("slate",), means="finish"),
    Command("import_slate", "f5", "F5", ("setup", "slate"), means="open"),
    Command("add_candidate", "plus", "+", ("slate",), means="add"),
    Command("draw", "ctrl+e", "Ctrl+E", ("slate",)),
    Command("sort", "ctrl+x", "Ctrl+X", ("slate",), means="order"),
    Command("add_contest", "plus", "+", ("setup",), means="add"),
    Command("further_round", "ctrl+r", "Ctrl+R", ("setup",)),
    Command("people", "f2", "F2", ("setup",), means="person"),
    Command("next_finding", "right", "→", ("setup",), in_bar=False, means="after"),
    Command("remove", "delete", "Delete", ("setup", "slate")),
    Command("sign_in", "enter", "⏎", ("people",), typed=True, means="do"),
    Command("add_person", "plus", "+", ("people",), means="add"),
    Command("set_pin", "f4", "F4", ("people",), means="change"),
    Command("let_in", "ctrl+l", "Ctrl+L", ("people",)),
    Command("take_board", "f5", "F5", ("people",), means="open"),
    Command("sign_out", "f2", "F2", ("people",), means="person"),
    # Comparing, rulings, the result, the journal, the papers, practice
    Command("rekey", "enter", "⏎", ("disputes",), typed=True, means="do"),
    Command("no_paper", "f7", "F7", ("disputes",), means="take_out"),
    Command("head_rules", "asterisk", "*", ("disputes",), means="rule"),
    Command("rule_ballot", "enter", "⏎", ("rulings",), typed=True, means="do"),
    Command("agree", "ctrl+a", "Ctrl+A", ("rulings",)),
    Command("find_ballot", "ctrl+f", "Ctrl+F", ("rulings",)),
    Command("seal", "f8", "F8", ("result",), means="finish"),
    Command("order", "ctrl+x", "Ctrl+X", ("result",)),
    Command("explain", "ctrl+g", "Ctrl+G", ("result",)),
    Command("piles", "ctrl+y", "Ctrl+Y", ("result",)),
    Command("show_totals", "ctrl+w", "Ctrl+W", ("result",), means="show"),
    Command("corrigendum", "f4", "F4", ("result",), means="change"),
    Command("qr", "q,Q", "Q", ("result",)),
    Command("show_hall", "ctrl+t", "Ctrl+T", ("result", "next_step")),
    Command("page_after", "right", "→", ("hall",), means="after"),
    Command("page_before", "left", "←", ("hall",), means="before"),
    Command("page_first", "home", "Home", ("hall",)),
    Command("page_last", "end", "End", ("hall",)),
    Command("rounds", "enter", "⏎", ("result",), means="do"),
    Command("go_on_with", "enter", "⏎", ("rounds",), means="do"),
    Command("decide_anew", "f4", "F4", ("rounds",), means="change"),
    Command("papers", "f6", "F6", ("rounds",)),
    Command("single_ballots", "ctrl+w", "Ctrl+W", ("journal",), means="show"),
    Command("choose_paper", "space", "␣", ("papers",), typed=True),
    Command("choose_papers", "a", "a", ("papers",), typed=True),
    Command("export", "f8", "F8", ("papers",), means="finish"),
    Command("sign_papers", "ctrl+s", "Ctrl+S", ("papers",)),
    Command("open_folder", "f5", "F5", ("papers",), means="open"),
    Command("edit_folder", "f4", "F4", ("papers",), means="change"),
    Command("read_results", "f5", "F5", ("report",), means="open"),
    Command("take_unsigned", "f4", "F4", ("report",), means="change"),
    Command("section_before", "left", "←", ("report",), in_bar=False, means="before"),
    Command("section_after", "right", "→", ("report",), means="after"),
    Command("export_report", "f8", "F8", ("report",), means="finish"),
    Command("go_on", "enter", "⏎", ("practice",), means="do"),
    Command("practice_result", "f12", "F12", ("practice",), means="result"),
    Command("practice_papers", "f6", "F6", ("practice",), means="papers"),
    Command("backup", "ctrl+b", "Ctrl+B", ("papers",), means="copy"),
    Command("second_medium", "ctrl+o", "Ctrl+O", (*_LISTS, "setup", "batches", "papers")),
    Command("second_medium", "ctrl+o", "Ctrl+O", ("count",), in_bar=False),
    Command("switch_person", "f2", "F2", ("batches", "disputes", "rulings", "result", "rounds"), means="person"),
    Command("look", "enter", "⏎", ("doctor",), typed=True, means="do"),
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
