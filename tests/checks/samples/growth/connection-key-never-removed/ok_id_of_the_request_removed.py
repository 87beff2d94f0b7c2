# Flask-SocketIO says by the request whom it calls the handler for; what is kept under that goes when that one does.
from flask import Flask, request
from flask_socketio import SocketIO

app = Flask(__name__)
socketio = SocketIO(app)
names = {}


@socketio.on("connect")
def connected():
    names[request.sid] = request.args["name"]


@socketio.on("disconnect")
def gone():
    names.pop(request.sid, None)
