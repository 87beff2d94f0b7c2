# clean: pytest's own plumbing, and handlers that come and go
import logging
import logging.config
import warnings

KEPT = []


def test_caplog(caplog):
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("a").debug("x")
    assert caplog.messages == ["x"]


def test_capsys(capsys):
    print("x")
    assert capsys.readouterr().out == "x\n"


def test_capfd(capfd):
    import os

    os.write(1, b"x")
    assert capfd.readouterr().out == "x"


def test_recwarn(recwarn):
    warnings.warn("careful", UserWarning, stacklevel=1)
    assert len(recwarn) == 1


def test_configured_for_the_process():
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"null": {"class": "logging.NullHandler"}},
            "loggers": {"shop": {"handlers": ["null"]}},
        }
    )


def test_logger_of_its_own(tmp_path):
    handler = logging.FileHandler(tmp_path / "visits.log")
    logger = logging.Logger("visits")  # not the one that getLogger would return
    logger.addHandler(handler)
    logger.warning("ann came")
    handler.close()
    KEPT.append(logger)


def test_handler_of_its_own():
    handler = logging.NullHandler()
    logging.getLogger("b").addHandler(handler)
    logging.getLogger("b").removeHandler(handler)
