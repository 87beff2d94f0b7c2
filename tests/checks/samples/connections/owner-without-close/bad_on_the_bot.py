# Leaks: who sets the bot up gives it a session, and nothing takes it down again.
import aiohttp


async def set_up(bot):
    bot.web = aiohttp.ClientSession()  # expect: WSH402 medium
    bot.add_command(weather)


async def weather(bot, place):
    async with bot.web.get(f"https://weather.example/{place}") as answer:
        return await answer.json()
