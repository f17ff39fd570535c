-- Functions on tables whose work is counted: those of the standard library take as long as the table is large, in one
-- instruction. The order of a sort is that of Lua 5.1, also for values that are equal.

local function insert(t, at, ...)
    local count = #t
    local value
    if select('#', ...) == 0 then
        at, value = count + 1, at
    else
        value = (...)
        if type(at) ~= 'number' then
            error("bad argument #2 to 'insert' (number expected, got " .. type(at) .. ')', 2)
        end
        at = math.floor(at)
    end
    for from = count, at, -1 do
        t[from + 1] = t[from]
    end
    t[at] = value
end

local function remove(t, at)
    local count = #t
    if at == nil then
        at = count
    elseif type(at) ~= 'number' then
        error("bad argument #2 to 'remove' (number expected, got " .. type(at) .. ')', 2)
    end
    if at < 1 or at > count then
        return nil
    end
    local value = t[at]
    for to = at, count - 1 do
        t[to] = t[to + 1]
    end
    t[count] = nil
    return value
end

local function ascending(one, other)
    return one < other
end

local function sort_range(t, low, high, before)
    while low < high do
        if before(t[high], t[low]) then
            t[low], t[high] = t[high], t[low]
        end
        if high - low == 1 then
            break
        end
        local middle = math.floor((low + high) / 2)
        if before(t[middle], t[low]) then
            t[middle], t[low] = t[low], t[middle]
        elseif before(t[high], t[middle]) then
            t[middle], t[high] = t[high], t[middle]
        end
        if high - low == 2 then
            break
        end
        local pivot = t[middle]
        t[middle], t[high - 1] = t[high - 1], t[middle]
        local left, right = low, high - 1
        while true do
            left = left + 1
            while before(t[left], pivot) do
                if left > high then
                    error('invalid order function for sorting', 0)
                end
                left = left + 1
            end
            right = right - 1
            while before(pivot, t[right]) do
                if right < low then
                    error('invalid order function for sorting', 0)
                end
                right = right - 1
            end
            if right < left then
                break
            end
            t[left], t[right] = t[right], t[left]
        end
        t[high - 1], t[left] = t[left], t[high - 1]
        if left - low < high - left then
            sort_range(t, low, left - 1, before)
            low = left + 1
        else
            sort_range(t, left + 1, high, before)
            high = left - 1
        end
    end
end

local function sort(t, before)
    if type(t) ~= 'table' then
        error("bad argument #1 to 'sort' (table expected, got " .. type(t) .. ')', 2)
    end
    sort_range(t, 1, #t, before or ascending)
end

return { insert = insert, remove = remove, sort = sort }
