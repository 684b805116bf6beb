"""The tools that cannot be installed with pip: a Rust toolchain and a C compiler, found or asked for by name."""

import os
import re
import shutil
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

from devtools.faults import StopError
from devtools.processes import Environment, ask, say

Version = tuple[int, int]

COMPILER_COMMANDS = {
    "win32": 'winget install Microsoft.VisualStudio.2022.BuildTools --override "--wait --passive '
    '--add Microsoft.VisualStudio.Workload.VCTools --includeRecommended"',
    "darwin": "xcode-select --install",
}
LINUX_COMPILER_COMMANDS = {
    "apt-get": "sudo apt-get install -y build-essential",
    "dnf": "sudo dnf install gcc",
    "pacman": "sudo pacman -S gcc",
    "zypper": "sudo zypper install gcc",
}


def environment(base: Mapping[str, str]) -> dict[str, str]:
    """The environment for cargo, with the toolchains of rustup found.

    rustup looks for its toolchains under HOME. Where HOME is not the home that rustup was installed in (a container,
    a CI job, a trial with a fresh HOME), the `.rustup` beside the `.cargo/bin` on the PATH is the one meant.
    """
    env = dict(base)
    cargo = shutil.which("cargo", path=env.get("PATH"))
    if cargo is None or "RUSTUP_HOME" in env or ask([cargo, "--version"], env=env).returncode == 0:
        return env
    toolchains = Path(cargo).parents[2] / ".rustup"
    if (toolchains / "settings.toml").is_file():
        say(
            f"rustup finds no toolchain under this HOME; taking the one beside {cargo}: RUSTUP_HOME={toolchains}"
        )
        env["RUSTUP_HOME"] = str(toolchains)
    return env


def check(root: Path, env: Environment) -> None:
    """Raise StopError, saying what to install, unless rustc, cargo and a C compiler can be used."""
    wanted = wanted_rust(root)
    for tool in ("rustc", "cargo"):
        _check_rust_tool(tool, wanted, env)
    if not has_c_compiler(env):
        raise StopError(
            f"no C compiler found (the LZMA library is compiled from C). To install one: {compiler_command()}"
        )


def wanted_rust(root: Path) -> Version:
    """The oldest Rust that the workspace allows."""
    manifest = tomllib.loads((root / "Cargo.toml").read_text(encoding="utf-8"))
    major, minor = manifest["workspace"]["package"]["rust-version"].split(".")[:2]
    return int(major), int(minor)


def rust_version(answer: str) -> Version | None:
    """The version in what `rustc --version` or `cargo --version` prints."""
    found = re.search(r"(\d+)\.(\d+)\.\d+", answer)
    return (int(found[1]), int(found[2])) if found else None


def compiler_command() -> str:
    """The one command that installs a C compiler here."""
    if sys.platform in COMPILER_COMMANDS:
        return COMPILER_COMMANDS[sys.platform]
    known = (command for tool, command in LINUX_COMPILER_COMMANDS.items() if shutil.which(tool))
    return next(known, "the package of your system that holds `cc` (gcc or clang)")


def has_c_compiler(env: Environment) -> bool:
    """True when the C compiler that the `cc` crate and rustc's linker would take is there."""
    path = env.get("PATH")
    if any(
        shutil.which(name, path=path) for name in filter(None, [env.get("CC"), "cc", "gcc", "clang", "cl"])
    ):
        return True
    return os.name == "nt" and _has_visual_studio(env)


def _check_rust_tool(tool: str, wanted: Version, env: Environment) -> None:
    get_rust = "install rustup from rustup.rs" if os.name != "nt" else "winget install Rustlang.Rustup"
    if shutil.which(tool, path=env.get("PATH")) is None:
        raise StopError(f"{tool} is not on the PATH. To install it: {get_rust}, then open a new terminal")
    answer = ask([tool, "--version"], env=env)
    found = rust_version(answer.stdout)
    if answer.returncode != 0 or found is None:
        complaint = (answer.stderr.strip() or "no version printed").splitlines()[0]
        raise StopError(f"{tool} does not work ({complaint}). To mend it: rustup default stable")
    if found < wanted:
        raise StopError(
            f"{tool} {found[0]}.{found[1]} is too old, this project needs {wanted[0]}.{wanted[1]}. To mend it: rustup update stable"
        )


def _has_visual_studio(env: Environment) -> bool:
    installer = (
        Path(env.get("ProgramFiles(x86)", "")) / "Microsoft Visual Studio" / "Installer" / "vswhere.exe"
    )
    tools = "Microsoft.VisualStudio.Component.VC.Tools.x86.x64"
    query = [str(installer), "-products", "*", "-requires", tools, "-property", "installationPath"]
    return installer.is_file() and bool(ask(query, env=env).stdout.strip())
