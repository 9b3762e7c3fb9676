"""The names of the user's own recipes, without what they say: shells ask for them at each Tab."""

from collections.abc import Mapping

from webhookctl.config.file import config_files, read_config
from webhookctl.errors import UsageError


def own_titles() -> Mapping[str, str]:
    """Return the title of each `[providers.NAME]` by its name.

    Whether a recipe is right is not looked at; a file that cannot be read has none.
    """
    found: dict[str, str] = {}
    for path in reversed(config_files()):
        try:
            recipes = read_config(path).get("providers")
        except UsageError:  # a mistake in it is for the commands to tell
            continue
        for name, recipe in recipes.items() if isinstance(recipes, dict) else ():
            title = recipe.get("title") if isinstance(recipe, dict) else None
            found[name] = title if isinstance(title, str) and title else name
    return found
