-- Frames: the arguments of a call, and the expansion of wikitext with them.

local rust = ...
local plain_ipairs = ipairs
local pairs, ipairs, tostring = rust.pairs, rust.ipairs, rust.tostring

local function arguments_of(state, id)
    local values
    local function read()
        values = values or state.call('arguments', id)
        return values
    end
    local function index(_, key)
        local value = read()[key]
        if value == nil and type(key) == 'string' and key:find('^[1-9]%d*$') then
            value = values[tonumber(key)]
        end
        return value
    end
    local function iterate(_, at)
        local value = index(nil, at + 1)
        if value ~= nil then
            return at + 1, value
        end
    end
    return setmetatable({}, {
        __index = index,
        __pairs = function()
            return next, read()
        end,
        __ipairs = function(args)
            return iterate, args, 0
        end,
    })
end

-- Names and values of a table, for the host.
local function flat(args)
    local list = {}
    for name, value in pairs(args or {}) do
        local kind = type(value)
        if kind == 'boolean' then
            value = value and '1' or ''
        elseif kind ~= 'string' and kind ~= 'number' then
            error("invalid type " .. kind .. " for arg '" .. tostring(name) .. "'", 3)
        end
        list[#list + 1] = name
        list[#list + 1] = tostring(value)
    end
    return list
end

local function option(options, name, method)
    if type(options) ~= 'table' then
        error("bad argument #1 to '" .. method .. "' (table expected, got " .. type(options) .. ')', 3)
    end
    return options[name]
end

local methods = {}

local function make_frame(state, id, parent)
    local frame = { args = arguments_of(state, id) }
    return setmetatable(frame, {
        __index = function(_, key)
            local method = methods[key]
            return method and function(self, ...)
                if self ~= frame then
                    error('frame:' .. key .. ': call it as a method, with a colon', 2)
                end
                if key == 'getParent' and parent then
                    return parent
                end
                return method(state, id, frame, ...)
            end
        end,
    })
end

function methods.getParent(state, id)
    if id == 0 then
        state.parent = state.parent or make_frame(state, 1)
        return state.parent
    end
end

function methods.getTitle(state, id)
    return state.call('frame', id)
end

local function parser_value(expand)
    local value
    return {
        expand = function()
            value = value or expand()
            return value
        end,
    }
end

function methods.getArgument(_, _, frame, name)
    if type(name) == 'table' then
        name = name.name
    end
    local text = frame.args[name]
    return parser_value(function()
        return text
    end)
end

function methods.argumentPairs(_, _, frame)
    return pairs(frame.args)
end

function methods.preprocess(state, id, _, text)
    if type(text) == 'table' then
        text = text.text
    end
    if type(text) ~= 'string' and type(text) ~= 'number' then
        error("frame:preprocess: the first parameter must be a string", 3)
    end
    return state.call('preprocess', id, tostring(text))
end

function methods.expandTemplate(state, id, _, options)
    local title = option(options, 'title', 'expandTemplate')
    if title == nil then
        error('frame:expandTemplate: a title is required', 3)
    end
    local text, message = state.call('template', id, tostring(title), flat(options.args))
    if not text then
        error('expandTemplate: ' .. message, 3)
    end
    return text
end

function methods.callParserFunction(state, id, _, name, first, ...)
    local args
    if type(name) == 'table' then
        name, args = name.name, name.args
    elseif type(first) == 'table' then
        args = first
    else
        args = { first, ... }
    end
    if type(args) ~= 'table' then
        args = { args }
    end
    if name == nil then
        error('frame:callParserFunction: a function name is required', 3)
    end
    local list = {}
    for _, value in ipairs(args) do
        list[#list + 1] = ''
        list[#list + 1] = tostring(value)
    end
    local named = {}
    for key in pairs(args) do
        if type(key) ~= 'number' then
            named[#named + 1] = key
        end
    end
    table.sort(named)
    for _, key in plain_ipairs(named) do
        list[#list + 1] = tostring(key)
        list[#list + 1] = tostring(args[key])
    end
    local text, message = state.call('function', id, tostring(name), list)
    if not text then
        error('callParserFunction: ' .. message, 3)
    end
    return text
end

function methods.extensionTag(state, id, _, name, content, attributes)
    if type(name) == 'table' then
        name, content, attributes = name.name, name.content, name.args
    end
    local written = {}
    if type(attributes) == 'table' then
        for key, value in pairs(attributes) do
            written[#written + 1] = ' ' .. tostring(key) .. '="' .. tostring(value):gsub('"', '&quot;') .. '"'
        end
        table.sort(written)
    elseif attributes ~= nil then
        written[1] = ' ' .. tostring(attributes)
    end
    return state.call('tag', id, tostring(name), content ~= nil and tostring(content) or '', table.concat(written))
end

function methods.newChild(state, id, frame, options)
    local title = option(options, 'title', 'newChild')
    return make_frame(state, state.call('child', id, title and tostring(title), flat(options.args)), frame)
end

function methods.newParserValue(_, _, frame, options)
    local text = type(options) == 'table' and options.text or options
    return parser_value(function()
        return frame:preprocess(text)
    end)
end

function methods.newTemplateParserValue(_, _, frame, options)
    return parser_value(function()
        return frame:expandTemplate(options)
    end)
end

return make_frame
