"""Puts the program where installers look for scripts, and says which machines it runs on."""

import os

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Program(BuildHookInterface):
    def initialize(self, _version, build_data):
        program = os.environ["AST_PROGRAM"]
        build_data["shared_scripts"][program] = os.path.basename(program)
        build_data["tag"] = f"py3-none-{os.environ['AST_PLATFORM']}"
        build_data["pure_python"] = False
