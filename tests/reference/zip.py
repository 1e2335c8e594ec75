"""Makes the archives in `zip/` with programs other than the one that reads them: Python's zipfile and Info-ZIP's zip 3.0.

Run in this folder: python3 zip.py
"""

import gzip
import io
import os
import subprocess
import sys
import zipfile

DATE = (2024, 1, 2, 3, 4, 6)
ROWS = "".join(
    f"0,tcp,http,SF,{200 + n},{1000 + 7 * n}" + ",0" * 16 + ",8,8" + ",0.00" * 4 + ",1.00,0.00,0.00,9,9" + ",0.00" * 8 + ",normal.\n"
    for n in range(60)
).encode()


def info(name, method=zipfile.ZIP_DEFLATED):
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = method
    return entry


class Pipe(io.RawIOBase):
    """Cannot seek, so that sizes follow their data."""

    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, some):
        self.bytes += bytes(some)
        return len(some)


def main():
    os.makedirs("zip", exist_ok=True)
    with zipfile.ZipFile("zip/python.zip", "w") as archive:
        archive.writestr(info("archive/"), b"")
        archive.writestr(info("archive/deflated.csv"), ROWS)
        archive.writestr(info("archive/stored.csv", zipfile.ZIP_STORED), ROWS)
        archive.writestr(info("archive/rows.csv.gz", zipfile.ZIP_STORED), gzip.compress(ROWS, mtime=0))
        archive.writestr(info("archive/.DS_Store"), b"\0\0\0\1Bud1")
        archive.writestr(info("__MACOSX/archive/._deflated.csv"), b"\0\5\26\7")
        archive.writestr(info("archive/größe.csv"), ROWS)
        archive.writestr(info("archive/packed.xz", zipfile.ZIP_LZMA), ROWS)
        archive.comment = b"PK\1\2 is no entry here. " * 100
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(info("rows.csv"), "w", force_zip64=True) as entry:
            entry.write(ROWS)
    with open("zip/streamed64.zip", "wb") as file:
        file.write(pipe.bytes)
    with open("rows.csv", "wb") as file:
        file.write(ROWS)
    os.utime("rows.csv", (1700000000, 1700000000))
    for options, name in ((["-X"], "info.zip"), (["-X", "-P", "secret"], "encrypted.zip"), (["-X", "-fz"], "info64.zip")):
        subprocess.run(["zip", "-q", *options, name, "rows.csv"], check=True)
        os.replace(name, f"zip/{name}")
    os.remove("rows.csv")


if __name__ == "__main__":
    sys.exit(main())
