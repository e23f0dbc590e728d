"""Every file of datasets/ is accounted for: listed, unchanged, licensed, without traces of cameras or people."""

import hashlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from striate.data import provenance

FOLDER = Path(__file__).resolve().parent.parent / "datasets"
RECORDS = provenance.records(FOLDER)
PICTURES = [record for record in RECORDS if record.file.endswith((".png", ".jpg", ".webp"))]
FILES = [path for path in FOLDER.rglob("*") if path.is_file() and not path.name.startswith(".")]


def test_every_file_is_in_the_table_and_every_row_has_its_file() -> None:
    listed = {record.file for record in RECORDS}
    present = {path.relative_to(FOLDER).as_posix() for path in FILES if path.parent.name != "licenses"}
    assert present - {"PROVENANCE.md"} == listed


def test_names_are_unique() -> None:
    assert len({record.name for record in RECORDS}) == len(RECORDS)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record.name))
def test_a_file_is_the_one_that_the_table_describes(record: provenance.Record) -> None:
    assert hashlib.sha256((FOLDER / record.file).read_bytes()).hexdigest() == record.sha256
    assert all((record.what, record.author, record.source, record.licence, record.changed))


def test_every_licence_is_named_by_its_deed_or_has_its_text_beside() -> None:
    needed = set()
    for record in RECORDS:
        address = record.licence.rpartition("(")[2].removesuffix(")")
        if not address.startswith("https://creativecommons.org/"):
            needed.add(address)
    assert {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "licenses").iterdir()} == needed


@pytest.mark.parametrize("record", PICTURES, ids=lambda record: str(record.name))
def test_a_picture_carries_no_metadata(record: provenance.Record) -> None:
    with Image.open(FOLDER / record.file) as image:
        assert not image.getexif()
        assert not set(image.info) - {
            "jfif",
            "jfif_version",
            "jfif_unit",
            "jfif_density",
            "dpi",
            "loop",
            "background",
            "timestamp",
            "duration",
        }


def test_all_data_together_stay_under_20_megabytes() -> None:
    assert sum(path.stat().st_size for path in FILES) < 20e6


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("prepare_datasets", FOLDER.parent / "tools" / "prepare_datasets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER.parent / "tools"))
        spec.loader.exec_module(module)
    return module


def test_the_table_says_what_the_script_that_made_it_says(tool: ModuleType) -> None:
    assert {(entry.file, entry.author, entry.licence) for entry in tool.ENTRIES} == {
        (record.file, record.author, record.licence) for record in RECORDS
    }
    assert (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8").startswith(tool.HEAD)


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_leaving_metadata_out_keeps_every_pixel(tool: ModuleType, suffix: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010E] = "a secret place"
    with Image.open(FOLDER / "pictures" / "coffee.png") as image:
        image.save(tmp_path / f"noted{suffix}", exif=exif, icc_profile=b"profile", comment="secret")
    content = (tmp_path / f"noted{suffix}").read_bytes()
    (tmp_path / f"plain{suffix}").write_bytes(tool.PLAIN[suffix](content))
    with Image.open(tmp_path / f"noted{suffix}") as noted, Image.open(tmp_path / f"plain{suffix}") as plain:
        assert noted.getexif()
        assert not plain.getexif()
        assert "icc_profile" not in plain.info
        assert plain.tobytes() == noted.tobytes()
    assert b"secret" not in (tmp_path / f"plain{suffix}").read_bytes()
