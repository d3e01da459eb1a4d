"""Write every golden file anew."""

from tests.reports.golden.case import FOLDER, golden, keys

for key in keys():
    (FOLDER / f"{key}.txt").write_text(golden(key), encoding="utf-8", newline="")
