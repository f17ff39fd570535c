-- `mw.uri`.

local rust, state = ...
local pairs, tostring = rust.pairs, rust.tostring
local uri, methods = {}, {}
local meta = {}

local function byte(sign)
    return ('%%%02X'):format(sign:byte())
end

function uri.encode(s, kind)
    s = tostring(s)
    kind = kind or 'QUERY'
    if kind == 'WIKI' then
        return (s:gsub(' ', '_'):gsub('[^%w%-_.!*();:@$,/~]', byte))
    end
    s = s:gsub('[^%w%-_.~ ]', byte)
    return (s:gsub(' ', kind == 'PATH' and '%%20' or kind == 'QUERY' and '+' or '_'))
end

function uri.decode(s, kind)
    s = tostring(s)
    kind = kind or 'QUERY'
    if kind == 'QUERY' then
        s = s:gsub('%+', ' ')
    elseif kind == 'WIKI' then
        s = s:gsub('_', ' ')
    end
    return (s:gsub('%%(%x%x)', function(code)
        return string.char(tonumber(code, 16))
    end))
end

function uri.anchorEncode(s)
    return (tostring(s):gsub('^[ _]+', ''):gsub('[ _]+$', ''):gsub('[ _]+', '_'))
end

function uri.buildQueryString(values)
    local parts, keys = {}, {}
    for key in pairs(values) do
        keys[#keys + 1] = key
    end
    table.sort(keys, function(one, other)
        return tostring(one) < tostring(other)
    end)
    for _, key in ipairs(keys) do
        local list = type(values[key]) == 'table' and values[key] or { values[key] }
        for _, value in ipairs(list) do
            parts[#parts + 1] = uri.encode(key) .. (value and '=' .. uri.encode(value) or '')
        end
    end
    return table.concat(parts, '&')
end

function uri.parseQueryString(s)
    local values = {}
    for part in (s .. '&'):gmatch('(.-)&') do
        if part ~= '' then
            local key, value = part:match('^(.-)=(.*)$')
            key, value = uri.decode(key or part), value and uri.decode(value) or false
            local known = values[key]
            if known == nil then
                values[key] = value
            elseif type(known) == 'table' then
                known[#known + 1] = value
            else
                values[key] = { known, value }
            end
        end
    end
    return values
end

-- An address with a query leads through the script, as in MediaWiki.
local function make(server, path, page, query)
    local name, fragment = tostring(page):match('^([^#]*)#?(.*)$')
    if type(query) == 'table' then
        query = uri.buildQueryString(query)
    end
    name = uri.encode(name, 'WIKI')
    local address = query and query ~= '' and server .. '/index.php?title=' .. name .. '&' .. tostring(query)
        or path .. name
    return uri.new(address .. (fragment ~= '' and '#' .. uri.anchorEncode(fragment) or ''))
end

function uri.fullUrl(page, query)
    local site = state.env.mw.site
    return make(site.server, site.path, page, query)
end

uri.canonicalUrl = uri.fullUrl

function uri.localUrl(page, query)
    return make('', (state.env.mw.site.path:gsub('^%a*:?//[^/]*', '')), page, query)
end

function uri.new(s)
    local made = setmetatable({}, meta)
    made:parse(s or '')
    return made
end

function methods:parse(s)
    local rest, fragment = s:match('^([^#]*)#?(.*)$')
    self.fragment = fragment ~= '' and fragment or nil
    local path, query = rest:match('^([^?]*)%??(.*)$')
    self.query = query ~= '' and uri.parseQueryString(query) or nil
    self.written = query ~= '' and query or nil
    local protocol, host, rest_of_path = path:match('^([%w+.-]*):?//([^/]*)(.*)$')
    if host then
        self.protocol, self.path = protocol ~= '' and protocol or nil, rest_of_path
        local account, server = host:match('^(.*)@(.*)$')
        if account then
            self.user, self.password = account:match('^([^:]*):?(.*)$')
            self.password = self.password ~= '' and self.password or nil
        end
        self.host, self.port = (server or host):match('^([^:]*):?(%d*)$')
        self.port = tonumber(self.port)
    else
        self.path = path
    end
    return self
end

function methods:clone()
    return uri.new(tostring(self))
end

function methods:extend(values)
    self.query, self.written = self.query or {}, nil
    for key, value in pairs(values) do
        self.query[key] = value
    end
    return self
end

-- Parts that follow from others.
local function authority(self)
    local account = self.user and self.user .. (self.password and ':' .. self.password or '') .. '@' or ''
    return self.host and account .. self.host .. (self.port and ':' .. self.port or '') or nil
end

local function query_string(self)
    return self.written or self.query and uri.buildQueryString(self.query) or nil
end

local parts = {
    hostPort = function(self)
        return self.host and self.host .. (self.port and ':' .. self.port or '') or nil
    end,
    authority = authority,
    queryString = query_string,
    relativePath = function(self)
        local query = query_string(self)
        return (self.path or '') .. (query and '?' .. query or '') .. (self.fragment and '#' .. self.fragment or '')
    end,
}

meta.__index = function(self, key)
    return methods[key] or parts[key] and parts[key](self)
end

meta.__tostring = function(self)
    local protocol = self.protocol and self.protocol .. ':' or ''
    return protocol .. (self.host and '//' .. authority(self) or '') .. parts.relativePath(self)
end

meta.__concat = function(one, other)
    return tostring(one) .. tostring(other)
end

function uri.validate(value)
    local is_valid = type(value) == 'table' and (value.host ~= nil or value.path ~= nil)
    return is_valid, is_valid and '' or 'missing path'
end

return uri
