"""One person in the chat: a nickname on a connection."""

from dataclasses import dataclass, field

from websockets.asyncio.server import ServerConnection, broadcast

from chat.protocol import Kind, Message, encode


@dataclass(eq=False)
class Session:
    """A connection that has said hello."""

    name: str
    connection: ServerConnection
    rooms: set[str] = field(default_factory=set)

    @property
    def id(self) -> str:
        """The identifier of the connection, unique for as long as the process runs."""
        return str(self.connection.id)

    async def send(self, message: Message) -> None:
        """Send to this person, waiting while their connection is slow."""
        await self.connection.send(encode(message))

    def announce(self, text: str) -> None:
        """Pass an announcement on without waiting; a connection that is closing is skipped."""
        broadcast([self.connection], encode(Message(Kind.ANNOUNCEMENT, text=text)))
