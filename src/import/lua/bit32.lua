-- `bit32`.

local bit = {}
local WHOLE = 4294967296

local function whole(number)
    return math.floor(number) % WHOLE
end

local function combined(start, keep)
    return function(...)
        local result = start
        for at = 1, select('#', ...) do
            local other, made, place = whole((select(at, ...))), 0, 1
            for _ = 1, 32 do
                if keep(result % 2, other % 2) then
                    made = made + place
                end
                result, other, place = math.floor(result / 2), math.floor(other / 2), place * 2
            end
            result = made
        end
        return result
    end
end

bit.band = combined(WHOLE - 1, function(one, other) return one + other == 2 end)
bit.bor = combined(0, function(one, other) return one + other > 0 end)
bit.bxor = combined(0, function(one, other) return one ~= other end)

function bit.bnot(number)
    return WHOLE - 1 - whole(number)
end

function bit.btest(...)
    return bit.band(...) ~= 0
end

function bit.lshift(number, count)
    if count < 0 then
        return bit.rshift(number, -count)
    end
    return count > 31 and 0 or whole(number) * 2 ^ count % WHOLE
end

function bit.rshift(number, count)
    if count < 0 then
        return bit.lshift(number, -count)
    end
    return count > 31 and 0 or math.floor(whole(number) / 2 ^ count)
end

function bit.arshift(number, count)
    number = whole(number)
    local shifted = bit.rshift(number, count)
    if count > 0 and number >= WHOLE / 2 then
        shifted = shifted + WHOLE - 2 ^ math.max(0, 32 - count)
    end
    return shifted % WHOLE
end

function bit.lrotate(number, count)
    count = count % 32
    return bit.bor(bit.lshift(number, count), bit.rshift(number, 32 - count))
end

function bit.rrotate(number, count)
    return bit.lrotate(number, -count)
end

function bit.extract(number, field, width)
    return bit.rshift(number, field) % 2 ^ (width or 1)
end

function bit.replace(number, value, field, width)
    local mask = bit.lshift(2 ^ (width or 1) - 1, field)
    return bit.bor(bit.band(number, bit.bnot(mask)), bit.band(bit.lshift(value, field), mask))
end

return bit
