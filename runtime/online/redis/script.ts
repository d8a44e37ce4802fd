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

/** KEYS[1]: a view's meta; ARGV[1]: the 16 bytes that it moves forward to, each half on its own. */
export const advanceMeta = script(`${newer}
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

function script(lua: string): Script {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}
