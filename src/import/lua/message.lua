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
    return make(key, state.call('message', tostring(key)), ...)
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
    return { raw = value }
end

function message.numParam(value)
    return { num = value }
end

function message.getDefaultLanguage()
    return state.env.mw.language.getContentLanguage()
end

local function adds(make)
    return function(self, ...)
        local first = (...)
        local is_list = type(first) == 'table' and first.raw == nil and first.num == nil
        for _, value in ipairs(is_list and first or { ... }) do
            self.values[#self.values + 1] = make and make(value) or value
        end
        return self
    end
end
methods.params, methods.rawParams = adds(), adds(message.rawParam)
methods.numParams = adds(message.numParam)

local function shown(value)
    if type(value) ~= 'table' then
        return tostring(value)
    end
    return value.num and state.env.mw.getContentLanguage():formatNum(value.num) or tostring(value.raw)
end

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
        return value ~= nil and shown(value) or nil
    end))
end
meta.__tostring = methods.plain

return message
