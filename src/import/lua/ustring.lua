-- `mw.ustring`.

local rust = ...
local ustring = {}
for name, value in pairs(rust.ustring) do
    ustring[name] = value
end
ustring.codes = nil
ustring.maxPatternLength, ustring.maxStringLength = 10000, 2097152
ustring.byte, ustring.format = string.byte, string.format

function ustring.gcodepoint(s, first, last)
    local codes, at = rust.ustring.codes(s, first or 1, last or -1), 0
    return function()
        at = at + 1
        return codes[at]
    end
end

return ustring
