# leak: descriptor | test_number_is_left | socket:[ | release   `os.close(descriptor)` | born: left
# leak: descriptor | test_refused | socket:[ | born: refused
# leak: descriptor | test_folder_is_not_read_to_its_end | FOLDERS[0].close()` | born: folder
"""A socket's bare number, which its owner has asked for, and a folder that is not gone through to its end."""

import os
import socket

import pytest

NUMBERS, FOLDERS = [], []


def adopt(number):
    line = socket.socket(fileno=number)
    if line.type != socket.SOCK_STREAM:
        line.detach()  # <- refused
        raise ValueError(line.type)
    return line


def test_number_is_left():
    NUMBERS.append(socket.socket().detach())  # <- left


def test_number_is_closed():
    os.close(socket.socket().detach())


def test_number_becomes_a_socket_again():
    with adopt(socket.socket().detach()) as line:
        assert line.fileno() > 0


def test_refused():
    number = socket.socket(type=socket.SOCK_DGRAM).detach()
    with pytest.raises(ValueError):
        adopt(number)


def test_folder_is_not_read_to_its_end(tmp_path):
    for name in "ab":
        (tmp_path / name).touch()
    FOLDERS.append(os.scandir(tmp_path))  # <- folder
    next(FOLDERS[0])


def test_folder_is_read_to_its_end(tmp_path):
    (tmp_path / "a").touch()
    with os.scandir(tmp_path) as folder:
        assert [entry.name for entry in folder] == ["a"]
    assert [entry.name for entry in os.scandir(tmp_path)] == ["a"]
    assert next(os.walk(tmp_path))[2] == ["a"]
