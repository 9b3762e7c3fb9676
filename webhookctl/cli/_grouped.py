"""Plain help, with the commands in the groups of the product: Rich's help costs twice the start."""

from typing import Any

from typer.core import TyperGroup


class GroupedCommands(TyperGroup):
    """Lists commands under their panel instead of in one block."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write one section for each panel, in the order the commands were added."""
        panels: dict[str, list[tuple[str, str]]] = {}
        width = max(len(name) for name in self.list_commands(ctx))
        for name in self.list_commands(ctx):
            command = self.get_command(ctx, name)
            if command is None or command.hidden:
                continue
            panel = str(getattr(command, "rich_help_panel", None) or "Commands")
            line = command.get_short_help_str(formatter.width - 6 - width)
            panels.setdefault(panel, []).append((name, line))
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows, col_spacing=width - max(len(n) for n, _ in rows) + 2)
