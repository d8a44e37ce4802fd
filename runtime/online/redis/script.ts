import { createHash } from "node:crypto";

/**
 * A Lua script that Redis runs as one step. Instants are compared as two 32-bit numbers, because Lua's own `<` on
 * strings uses the server's locale and not bytes.
 */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/**
 * KEYS: keys of rows. ARGV: their values, and if a row expires, then for each key the milliseconds since the epoch at
 * which it does; empty if it does not. Returns how many were put, followed by the indexes of rows that met a greater
 * T. Or it returns -1 and the index of a key that holds no string, and puts nothing.
 */
export const putIfNotOlder = script(`
local function newer(a, b)
  local ah, al = struct.unpack('>I4I4', a)
  local bh, bl = struct.unpack('>I4I4', b)
  return ah > bh or (ah == bh and al > bl)
end
local olds = {}
for i, key in ipairs(KEYS) do
  local old = redis.pcall('GETRANGE', key, 1, 8)
  if type(old) == 'table' then
    if string.find(old.err, 'WRONGTYPE', 1, true) then return { -1, i } end
    return old
  end
  olds[i] = old
end
local answer = { 0 }
local put, all, expiries, n = {}, {}, {}, 0
for i, key in ipairs(KEYS) do
  local old, new = put[key] or olds[i], string.sub(ARGV[i], 2, 9)
  if old == new or #old < 8 or not newer(old, new) then
    all[n + 1] = key
    all[n + 2] = ARGV[i]
    n = n + 2
    expiries[key] = ARGV[#KEYS + i]
    put[key] = new
    answer[1] = answer[1] + 1
  else
    answer[#answer + 1] = i
  end
end
if n > 0 then redis.call('MSET', unpack(all)) end
for key, expires in pairs(expiries) do
  if expires ~= '' then redis.call('PEXPIREAT', key, expires) end
end
return answer
`);

/**
 * KEYS: keys. ARGV: two letters for each key, then for each key its expected value and its new value. The first letter
 * says whether the key is expected to be there (`v`) or not (`n`), the second whether to set it (`v`) or to remove it
 * (`n`). Returns how many were changed, followed by the indexes of the others. Or it returns -1 and the index of a key
 * that holds no string, and changes nothing.
 */
export const swapIfSame = script(`
local olds = {}
for i, key in ipairs(KEYS) do
  local old = redis.pcall('GET', key)
  if type(old) == 'table' then
    if string.find(old.err, 'WRONGTYPE', 1, true) then return { -1, i } end
    return old
  end
  olds[i] = old
end
local answer = { 0 }
for i, key in ipairs(KEYS) do
  local expected = string.sub(ARGV[1], 2 * i - 1, 2 * i - 1) == 'v' and ARGV[2 * i]
  if olds[i] ~= expected then
    answer[#answer + 1] = i
  else
    if string.sub(ARGV[1], 2 * i, 2 * i) == 'v' then
      redis.call('SET', key, ARGV[2 * i + 1])
    elseif expected then
      redis.call('DEL', key)
    end
    answer[1] = answer[1] + 1
  end
end
return answer
`);

/**
 * KEYS: a view's meta, and the view's record. ARGV: the meta's expected value (empty: nothing), its new value, the mark
 * that the record must hold (empty: not checked), and the incarnations of servers, of which this must be one. Returns 1
 * if the meta was moved. Else it returns 0 and the index of the key that is not as expected; 2 stands for another mark
 * and for another incarnation. The record lists the view's metas, for `forgetView`.
 */
export const moveMeta = script(`
if ARGV[3] ~= '' then
  if redis.call('HGET', KEYS[2], 'mark') ~= ARGV[3] then return { 0, 2 } end
  local info = redis.call('INFO', 'server') .. redis.call('INFO', 'replication')
  local own = (string.match(info, 'run_id:(%x+)') or '') .. '+' .. (string.match(info, 'master_replid:(%x+)') or '')
  if not string.find(ARGV[4], own, 1, true) then return { 0, 2 } end
end
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return { 0, 1 } end
redis.call('HSET', KEYS[2], KEYS[1], '')
redis.call('SET', KEYS[1], ARGV[2])
return { 1 }
`);

/** KEYS[1]: a view's record. Removes the record and the metas of all its definitions. */
export const forgetView = script(`
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if field ~= 'mark' then redis.call('DEL', field) end
end
return redis.call('DEL', KEYS[1])
`);

/** KEYS: a view's record, and the meta of a definition. Removes the meta, and its name from the record. */
export const forgetMeta = script(`
redis.call('HDEL', KEYS[1], KEYS[2])
return redis.call('DEL', KEYS[2])
`);

function script(lua: string): Script {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}
