-- `mw.message`: the messages of the dump, and texts with parameters.

local rust, state = ...
local tostring = rust.tostring
local message, methods = {}, {}
local meta = { __index = methods }

local function make(key, text, ...)
    local made = setmetatable({ key = key, text = text, values = {} }, meta)
    return made:params(...)
end

function message.new(key, ...)
    return make(key, state.call('content', 'MediaWiki:' .. tostring(key)), ...)
end

function message.newFallbackSequence(...)
    local found
    for _, key in ipairs { ... } do
        found = message.new(key)
        if found:exists() then
            break
        end
    end
    return found
end

function message.newRawMessage(text, ...)
    return make('', tostring(text), ...)
end

function message.rawParam(value)
    return value
end
message.numParam = message.rawParam

function message.getDefaultLanguage()
    return state.env.mw.language.getContentLanguage()
end

function methods:params(...)
    local values = type((...)) == 'table' and (...) or { ... }
    for _, value in ipairs(values) do
        self.values[#self.values + 1] = value
    end
    return self
end
methods.rawParams, methods.numParams = methods.params, methods.params

function methods:inLanguage()
    return self
end
methods.useDatabase = methods.inLanguage

function methods:exists()
    return self.text ~= nil
end

function methods:isBlank()
    return self.text == nil or self.text:match('^%s*$') ~= nil
end

function methods:isDisabled()
    return self:isBlank() or self.text == '-'
end

function methods:plain()
    if not self.text then
        return '⧼' .. self.key .. '⧽'
    end
    return (self.text:gsub('%$(%d+)', function(at)
        local value = self.values[tonumber(at)]
        return value ~= nil and tostring(value) or nil
    end))
end
meta.__tostring = methods.plain

return message
