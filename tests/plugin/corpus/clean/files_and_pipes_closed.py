# clean: files, pipes, temporary folders, memory maps and sockets made into files
import io
import mmap
import os
import socket
import tempfile


def test_with(tmp_path):
    path = tmp_path / "a.txt"
    with path.open("w") as file:
        file.write("x")
    assert path.read_text() == "x"


def test_pipe():
    read, write = os.pipe()
    with os.fdopen(read, "rb") as reader, os.fdopen(write, "wb") as writer:
        writer.write(b"x")
        writer.flush()
        assert reader.read(1) == b"x"


def test_temporary():
    with tempfile.TemporaryFile() as file, tempfile.TemporaryDirectory() as folder:
        file.write(folder.encode())


def test_mmap():
    with mmap.mmap(-1, 16) as memory:
        memory[0] = 1


def test_makefile():
    near, far = socket.socketpair()
    with near, far, near.makefile("rb") as file:
        far.sendall(b"line\n")
        assert file.readline() == b"line\n"


def test_detached():
    near, far = socket.socketpair()
    far.close()
    number = near.detach()
    with io.FileIO(number, "rb") as file:
        assert file.read() == b""


def test_duplicated():
    near, far = socket.socketpair()
    with near, far, near.dup() as other:
        other.sendall(b"x")


def test_dropped_without_a_name():
    assert os.path.exists(os.devnull)
