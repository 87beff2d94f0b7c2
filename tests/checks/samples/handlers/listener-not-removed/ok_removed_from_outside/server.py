from ok_removed_from_outside.bus import BUS


class Server:
    def drop(self, session) -> None:
        BUS.remove_listener("price", session.on_price)
        session.close()
