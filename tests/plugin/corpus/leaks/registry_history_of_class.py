# run: discover
# leak: registry | test_one_move | Game.history
"""A class attribute that was meant to be one for each instance."""


class Game:
    history = []

    def move(self, square):
        self.history.append(square)  # <- born


def test_one_move():
    game = Game()
    game.move("e4")
    assert game.history[-1] == "e4"
