-- `mw.uri`.

local rust, state = ...
local pairs, tostring = rust.pairs, rust.tostring
local uri, methods = {}, {}
local meta = { __index = methods }

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
        local value = values[key]
        if value == false then
            parts[#parts + 1] = uri.encode(key)
        else
            parts[#parts + 1] = uri.encode(key) .. '=' .. uri.encode(value)
        end
    end
    return table.concat(parts, '&')
end

function uri.parseQueryString(s)
    local values = {}
    for part in (s .. '&'):gmatch('(.-)&') do
        if part ~= '' then
            local key, value = part:match('^(.-)=(.*)$')
            values[uri.decode(key or part)] = value and uri.decode(value) or false
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
        self.host, self.port = host:match('^([^:]*):?(%d*)$')
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
end

meta.__tostring = function(self)
    local host = self.host and '//' .. self.host .. (self.port and ':' .. self.port or '') or ''
    local query = self.written or self.query and uri.buildQueryString(self.query)
    query = query and '?' .. query or ''
    local protocol = self.protocol and self.protocol .. ':' or ''
    return protocol .. host .. (self.path or '') .. query .. (self.fragment and '#' .. self.fragment or '')
end

meta.__concat = function(one, other)
    return tostring(one) .. tostring(other)
end

function uri.validate(value)
    return type(value) == 'table' and (value.host ~= nil or value.path ~= nil)
end

return uri
