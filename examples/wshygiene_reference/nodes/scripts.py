"""What Redis does in one step. Times are those of its own clock, so that nodes need not agree about theirs.

A lease is a field of a hash: `node|detail` holds `count:end`, where `end` is in milliseconds. Every key has a time to
live as well, so that nothing stays when all nodes are gone. Scripts are sent as text: a server that has been started
anew knows none by its digest.
"""

from __future__ import annotations

_NOW = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local function keep(key, ttl)
  if redis.call('PTTL', key) < ttl then redis.call('PEXPIRE', key, ttl) end
end
local function parts(value)
  local count, ends = string.match(value, '^(%d+):(%d+)$')
  return tonumber(count) or 0, tonumber(ends) or 0
end
"""

#: KEYS: hashes. ARGV: time to live in ms, then a field and a count for each hash; a count of 0 takes the field away.
#: What other nodes have left behind goes as well: else a busy key would collect a field for each node there ever was.
HOLD = (
    _NOW
    + """
local ttl = tonumber(ARGV[1])
for index, key in ipairs(KEYS) do
  local field, count, mine = ARGV[2 * index], ARGV[2 * index + 1], 1
  if count == '0' then
    redis.call('HDEL', key, field)
    mine = 0
  else
    redis.call('HSET', key, field, count .. ':' .. string.format('%.0f', now + ttl))
    keep(key, ttl)
  end
  if redis.call('HLEN', key) > mine then
    local all = redis.call('HGETALL', key)
    for at = 1, #all, 2 do
      local _, ends = parts(all[at + 1])
      if ends <= now then redis.call('HDEL', key, all[at]) end
    end
  end
end
return #KEYS
"""
)

#: Takes tokens out of the bucket `key` and returns what is left, which is below zero when they were not all there.
_BUCKET = """
local function take(key, rate, burst, amount, anyway)
  local state = redis.call('HMGET', key, 'tokens', 'at')
  local tokens, at = tonumber(state[1]) or burst, tonumber(state[2]) or now
  tokens = math.min(burst, tokens + math.max(0, now - at) * rate / 1000)
  local left = math.max(-burst, tokens - amount)
  if left >= 0 or anyway then tokens = left end
  redis.call('HSET', key, 'tokens', string.format('%.6f', tokens), 'at', string.format('%.0f', now))
  redis.call('PEXPIRE', key, math.ceil((burst - tokens) / rate * 1000) + 1000)
  return left
end
"""

#: KEYS: hashes of leases, then buckets. ARGV: time to live in ms, field of this node, how many leases; for each lease
#: the ordinal and the limit; for each bucket its rate and burst. Returns {0, 0}, or {index of the first that is
#: refused, connections in use}. Attempts cost a token even where a limit refuses them.
ADMIT = (
    _NOW
    + _BUCKET
    + """
local ttl, field, leases = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3])
for index = leases + 1, #KEYS do
  local rate, burst = tonumber(ARGV[2 * index + 2]), tonumber(ARGV[2 * index + 3])
  if take(KEYS[index], rate, burst, 1, false) < 0 then return {index, 0} end
end
for index = 1, leases do
  local ordinal, limit = tonumber(ARGV[2 * index + 2]), tonumber(ARGV[2 * index + 3])
  local used = ordinal - 1
  local all = redis.call('HGETALL', KEYS[index])
  for at = 1, #all, 2 do
    local count, ends = parts(all[at + 1])
    if all[at] ~= field and ends > now then used = used + count end
  end
  if used >= limit then return {index, used} end
end
for index = 1, leases do
  local mine = parts(redis.call('HGET', KEYS[index], field) or '')
  local count = math.max(mine, tonumber(ARGV[2 * index + 2]))
  redis.call('HSET', KEYS[index], field, count .. ':' .. string.format('%.0f', now + ttl))
  keep(KEYS[index], ttl)
end
return {0, 0}
"""
)

#: KEYS: buckets. ARGV: rate, burst and amount for each. Returns the ms until each is out of debt.
SPEND = (
    _NOW
    + _BUCKET
    + """
local waits = {}
for index, key in ipairs(KEYS) do
  local rate, burst = tonumber(ARGV[3 * index - 2]), tonumber(ARGV[3 * index - 1])
  local left = take(key, rate, burst, tonumber(ARGV[3 * index]), true)
  waits[index] = math.ceil(math.max(0, -left / rate * 1000))
end
return waits
"""
)

#: KEYS: a hash of leases. Returns field, count, field, count ... of what has not ended.
HOLDERS = (
    _NOW
    + """
local found, all = {}, redis.call('HGETALL', KEYS[1])
for at = 1, #all, 2 do
  local count, ends = parts(all[at + 1])
  if ends > now then table.insert(found, all[at]); table.insert(found, count) end
end
return found
"""
)
