-- `mw.html`.

local rust = ...
local pairs, tostring = rust.pairs, rust.tostring
local html, methods = {}, {}
local meta = { __index = methods }

local void = {}
for name in ('area base br col command embed hr img input keygen link meta param source track wbr'):gmatch('%a+') do
    void[name] = true
end

local escapes = { ['<'] = '&lt;', ['>'] = '&gt;', ['&'] = '&amp;', ['"'] = '&quot;' }

-- Leaves the markers of tags, and references that are there.
local function escaped(value)
    return (tostring(value):gsub('[<>&"]', escapes))
end

local function is_plain(value)
    return type(value) == 'string' or type(value) == 'number'
end

local function check(name, at, value)
    if not is_plain(value) then
        error(("bad argument #%d to '%s' (string or number expected, got %s)"):format(at, name, type(value)), 3)
    end
end

local function add_to(list, name, value)
    for at, entry in ipairs(list) do
        if entry[1] == name then
            if value == nil then
                table.remove(list, at)
            else
                entry[2] = value
            end
            return
        end
    end
    if value ~= nil then
        list[#list + 1] = { name, value }
    end
end

local function write(node, out)
    local name = node.tagName
    if name then
        out[#out + 1] = '<' .. name
        for _, entry in ipairs(node.attributes) do
            out[#out + 1] = ' ' .. entry[1] .. '="' .. escaped(entry[2]) .. '"'
        end
        if #node.styles > 0 then
            local rules = {}
            for at, entry in ipairs(node.styles) do
                rules[at] = entry[2] and entry[1] .. ':' .. entry[2] or entry[1]
            end
            out[#out + 1] = ' style="' .. escaped(table.concat(rules, ';')) .. '"'
        end
        if node.selfClosing then
            out[#out + 1] = ' />'
            return
        end
        out[#out + 1] = '>'
    end
    for _, inner in ipairs(node.nodes) do
        if type(inner) == 'table' then
            write(inner, out)
        else
            out[#out + 1] = inner
        end
    end
    if name then
        out[#out + 1] = '</' .. name .. '>'
    end
end

meta.__tostring = function(node)
    local out = {}
    write(node, out)
    return table.concat(out)
end

meta.__concat = function(one, other)
    return tostring(one) .. tostring(other)
end

local function create(name, options)
    if name ~= nil and type(name) ~= 'string' then
        error("bad argument #1 to 'create' (string expected, got " .. type(name) .. ')', 3)
    end
    if name and name ~= '' and not name:find('^[%w:_-]+$') then
        error("invalid tag name '" .. name .. "'", 3)
    end
    local is_void = options and options.selfClosing or name and void[name] or false
    return setmetatable({
        nodes = {}, attributes = {}, styles = {},
        tagName = name ~= '' and name or nil, selfClosing = is_void, parent = options and options.parent,
    }, meta)
end

function html.create(name, options)
    return create(name, options)
end

local function append(node, inner)
    if not node.selfClosing then
        node.nodes[#node.nodes + 1] = inner
    end
end

function methods:node(inner)
    if inner ~= nil then
        if type(inner) ~= 'table' then
            check('node', 1, inner)
        elseif getmetatable(inner) ~= meta then
            inner = tostring(inner)
        end
        append(self, inner)
    end
    return self
end

function methods:wikitext(...)
    for at = 1, select('#', ...) do
        local value = (select(at, ...))
        if value == nil then
            break
        end
        check('wikitext', at, value)
        append(self, tostring(value))
    end
    return self
end

function methods:newline()
    append(self, '\n')
    return self
end

function methods:tag(name, options)
    local inner = create(name, { selfClosing = options and options.selfClosing, parent = self })
    append(self, inner)
    return inner
end

function methods:attr(name, value)
    if type(name) == 'table' then
        for key, inner in pairs(name) do
            self:attr(key, inner)
        end
        return self
    end
    check('attr', 1, name)
    if not tostring(name):find('^[^%s"\'>/=]+$') then
        error("bad argument #1 to 'attr' (invalid attribute name '" .. name .. "')", 2)
    end
    if value ~= nil then
        check('attr', 2, value)
    end
    if name == 'style' then
        self.styles = value ~= nil and { { tostring(value) } } or {}
    else
        add_to(self.attributes, tostring(name), value)
    end
    return self
end

function methods:getAttr(name)
    for _, entry in ipairs(self.attributes) do
        if entry[1] == name then
            return entry[2]
        end
    end
end

function methods:addClass(class)
    if class ~= nil then
        check('addClass', 1, class)
        local known = self:getAttr('class')
        self:attr('class', known and known .. ' ' .. class or class)
    end
    return self
end

function methods:css(name, value)
    if type(name) == 'table' then
        for key, inner in pairs(name) do
            self:css(key, inner)
        end
        return self
    end
    check('css', 1, name)
    if value ~= nil then
        check('css', 2, value)
    end
    add_to(self.styles, name, value)
    return self
end

function methods:cssText(rules)
    if rules ~= nil then
        check('cssText', 1, rules)
        self.styles[#self.styles + 1] = { tostring(rules) }
    end
    return self
end

function methods:done()
    return self.parent or self
end

function methods:allDone()
    while self.parent do
        self = self.parent
    end
    return self
end

return html
