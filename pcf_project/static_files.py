"""How static files are named once they are collected: by their content, so that a browser may keep them for good."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Where scripts that import each other live. Django's own switch reads all scripts, and takes the build of htmx for
# bundlers for one that a page loads.
MODULES = "js/inventories/grid/*.js"
_IMPORT = r"""(?P<matched>import(?P<import>\s*(?:\{[^}]*\}|\* as \w+))\s*from\s*["'](?P<url>\.[^"']*)["'];)"""


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped there
    """As WhiteNoise's, also for what our own modules import: a page never mixes modules of two releases."""

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (MODULES, ((_IMPORT, 'import%(import)s from "%(url)s";'),)),
    )
