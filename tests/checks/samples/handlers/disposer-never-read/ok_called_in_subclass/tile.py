from ok_called_in_subclass.base import Base


class Tile(Base):
    def close(self) -> None:
        self._status_handle.unsubscribe()
        super().close()
