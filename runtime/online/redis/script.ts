import { createHash } from "node:crypto";

/**
 * Lua that Redis runs as one step. Instants are compared as two 32-bit numbers: Lua's own `<` on strings goes by the
 * server's locale, not by bytes.
 */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

/**
 * KEYS: rows' keys; ARGV: their values. Returns how many were put, and after it the places of those that met a row with a greater T; or
 * -1 and the place of a key that holds no string, and then nothing was put.
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
for i, key in ipairs(KEYS) do
  if #olds[i] < 8 or not newer(olds[i], string.sub(ARGV[i], 2, 9)) then
    redis.call('SET', key, ARGV[i])
    answer[1] = answer[1] + 1
  else
    answer[#answer + 1] = i
  end
end
return answer
`);

/**
 * KEYS: keys; ARGV: for each what it must hold (empty: nothing) and what it shall hold. Returns how many were replaced, and after it the
 * places of the others.
 */
export const replaceIfSame = script(`
local answer = { 0 }
for i, key in ipairs(KEYS) do
  if (redis.call('GET', key) or '') == ARGV[2 * i - 1] then
    redis.call('SET', key, ARGV[2 * i])
    answer[1] = answer[1] + 1
  else
    answer[#answer + 1] = i
  end
end
return answer
`);

/**
 * KEYS: a view's meta, and the view's record. ARGV: what the meta must hold (empty: nothing), what it shall hold, and the mark that must stand in
 * the record (empty: none). Returns 1 where the meta was moved; else 0, and after it the place of the key that is not as said. The
 * record lists the view's metas, for `forgetView`.
 */
export const moveMeta = script(`
if ARGV[3] ~= '' and redis.call('HGET', KEYS[2], 'mark') ~= ARGV[3] then return { 0, 2 } end
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

function script(lua: string): Script {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}
