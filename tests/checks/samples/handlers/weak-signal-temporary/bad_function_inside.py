# The receiver ends with the function that defines it.
from django.db.models.signals import post_save


def set_up(hub):
    def tell(sender, instance, **extra):
        hub.send(instance.pk)

    post_save.connect(tell)  # expect: WSH107
