import { createHash } from "node:crypto";

/**
 * Lua that Redis runs as one step. Instants are compared as two 32-bit numbers: Lua's own `<` on strings goes by the
 * server's locale, not by bytes.
 */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}

const newer = `
local function newer(a, b)
  local ah, al = struct.unpack('>I4I4', a)
  local bh, bl = struct.unpack('>I4I4', b)
  return ah > bh or (ah == bh and al > bl)
end
`;

/** KEYS: rows' keys; ARGV: their values. Returns how many were put. */
export const putIfNotOlder = script(`${newer}
local put = 0
for i, key in ipairs(KEYS) do
  local old = redis.call('GETRANGE', key, 1, 8)
  if #old < 8 or not newer(old, string.sub(ARGV[i], 2, 9)) then
    redis.call('SET', key, ARGV[i])
    put = put + 1
  end
end
return put
`);

/**
 * KEYS: a view's meta, and the view's record. ARGV: the 16 bytes that the meta moves forward to, each half on its own, and the mark that must
 * stand in the record ("" is none). Returns 0 where it does not. The record has the names of the view's metas, for `forgetView`.
 */
export const advanceMeta = script(`${newer}
if ARGV[2] ~= '' and redis.call('HGET', KEYS[2], 'mark') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[2], KEYS[1], '')
local old = redis.call('GET', KEYS[1])
local new = ARGV[1]
if old and #old == 16 then
  for half = 0, 1 do
    local from, to = half * 8 + 1, half * 8 + 8
    if newer(string.sub(old, from, to), string.sub(new, from, to)) then
      new = string.sub(new, 1, from - 1) .. string.sub(old, from, to) .. string.sub(new, to + 1)
    end
  end
end
redis.call('SET', KEYS[1], new)
return 1
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
