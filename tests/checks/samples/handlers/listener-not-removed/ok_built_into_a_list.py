# Fine: `track_list` draws a list of tracks, and what it returns becomes a part of the page.
class Playlist:
    def __init__(self, tiles, theme):
        self._tiles = tiles
        self._theme = theme

    def draw(self, tracks, header):
        body = [self._tiles.track_list(tracks, lambda track: self._play(track))]
        return self._theme.column([header, self._theme.space] + body)

    def _play(self, track):
        self._theme.player.play(track)

    def close(self):
        self._theme.close()
