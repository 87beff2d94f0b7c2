# Leaks: whichever of the two it is; that is one finding.
import smtplib


def send(secure, text):
    connection = smtplib.SMTP_SSL("mail") if secure else smtplib.SMTP("mail")  # expect: WSH401
    connection.sendmail("ann", "bob", text)
