-- `libraryUtil`: checks of arguments.

local library = {}

function library.checkType(name, at, value, expected, may_be_nil)
    if may_be_nil and value == nil or type(value) == expected then
        return
    end
    error(("bad argument #%d to '%s' (%s expected, got %s)"):format(at, name, expected, type(value)), 3)
end

function library.checkTypeMulti(name, at, value, expected)
    for _, kind in ipairs(expected) do
        if type(value) == kind then
            return
        end
    end
    local kinds = table.concat(expected, ', ', 1, #expected - 1)
    kinds = kinds ~= '' and kinds .. ' or ' .. expected[#expected] or expected[1]
    error(("bad argument #%d to '%s' (%s expected, got %s)"):format(at, name, kinds, type(value)), 3)
end

function library.checkTypeForIndex(key, value, expected)
    if type(value) ~= expected then
        error(("value for index '%s' must be %s, %s given"):format(tostring(key), expected, type(value)), 3)
    end
end

function library.checkTypeForNamedArg(name, key, value, expected, may_be_nil)
    if may_be_nil and value == nil or type(value) == expected then
        return
    end
    error(("bad named argument %s to '%s' (%s expected, got %s)"):format(key, name, expected, type(value)), 3)
end

function library.makeCheckSelfFunction(of, variable, object, description)
    return function(self, method)
        if self ~= object then
            error(("%s: invalid %s. Did you call %s with a dot instead of a colon, i.e. %s.%s() instead of %s:%s()?"):format(
                of, description, method, variable, method, variable, method), 3)
        end
    end
end

return library
