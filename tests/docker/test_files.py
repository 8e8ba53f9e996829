"""What is checked of the image and the manifests without building anything; `docker/try.sh` builds and runs."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
TOOLS = Path(sys.executable).parent
DOCKERFILES = sorted((ROOT / "docker").glob("*Dockerfile"))
MANIFESTS = sorted((ROOT / "docker" / "kubernetes" / "base").glob("*.yaml"))
WITHOUT_SCHEMA = {"kustomization.yaml", "monitor.yaml"}  # no kinds of Kubernetes itself


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603 - our own tools


@pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.name)
def test_the_linter_has_nothing_against_the_dockerfile(file: Path) -> None:
    linted = run(TOOLS / "hadolint", file)

    assert (linted.returncode, linted.stdout) == (0, "")


def test_the_linter_would_object() -> None:
    assert run(TOOLS / "hadolint", "--no-color", __file__).returncode != 0


def test_kubernetes_would_take_every_manifest() -> None:
    files = [file for file in MANIFESTS if file.name not in WITHOUT_SCHEMA]

    checked = run(TOOLS / "kubernetes-validate", "--strict", "-k", "1.33", *files)

    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert [file.name for file in files if f"{file} passed" not in checked.stdout + checked.stderr] == []


def test_every_manifest_is_listed() -> None:
    listed = yaml.safe_load((ROOT / "docker/kubernetes/base/kustomization.yaml").read_text())["resources"]

    assert sorted(listed) == [file.name for file in MANIFESTS if file.name != "kustomization.yaml"]


@pytest.mark.parametrize("name", ["deployment.yaml", "migration.yaml"])
def test_pods_run_without_privileges_on_a_read_only_root(name: str) -> None:
    pod = yaml.safe_load((ROOT / "docker/kubernetes/base" / name).read_text())["spec"]["template"]["spec"]

    assert pod["securityContext"]["runAsNonRoot"]
    for container in pod["containers"]:
        security = container["securityContext"]
        assert security["readOnlyRootFilesystem"]
        assert not security["allowPrivilegeEscalation"]
        assert security["capabilities"]["drop"] == ["ALL"]


def test_every_room_is_in_the_image() -> None:
    rooms = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["root_packages"]
    dockerfile, context = (ROOT / "docker/Dockerfile").read_text(), (ROOT / ".dockerignore").read_text().splitlines()

    assert [room for room in rooms if f"COPY {room} {room}\n" not in dockerfile or f"!{room}" not in context] == []


def test_compose_publishes_to_this_machine_alone() -> None:
    services = yaml.safe_load((ROOT / "docker/compose.yaml").read_text())["services"]
    ports = [port for service in services.values() for port in service.get("ports", ())]

    assert ports == ["127.0.0.1:8080:8080"]
    assert all(service["cap_drop"] == ["ALL"] for name, service in services.items() if name != "postgres")
