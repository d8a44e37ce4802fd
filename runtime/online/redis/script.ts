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

function script(lua: string): Script {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}
