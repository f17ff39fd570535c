-- `strict`: makes the use of a global variable that was never assigned an error.

local _, state = ...
local declared = {}
setmetatable(state.env, {
    __newindex = function(env, name, value)
        if name ~= 'arg' and not declared[name] then
            error('assign to undeclared variable "' .. tostring(name) .. '"', 2)
        end
        rawset(env, name, value)
    end,
    __index = function(_, name)
        if name ~= 'arg' then
            error('variable "' .. tostring(name) .. '" is not declared', 2)
        end
    end,
})
return {}
