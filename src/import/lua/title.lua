-- `mw.title`.

local rust, state = ...
local call, tostring = state.call, rust.tostring
local title, methods, fields = {}, {}, {}

local function namespaces()
    return state.env.mw.site.namespaces
end

local meta = {}

local function is_title(value)
    return type(value) == 'table' and getmetatable(value) == meta
end

local function make(namespace, text, fragment, interwiki)
    return setmetatable({
        namespace = namespace, text = text, fragment = fragment or '', interwiki = interwiki or '',
    }, meta)
end

local function number_of(namespace)
    if namespace == nil then
        return 0
    end
    local found = namespaces()[namespace]
    return found and found.id
end

function title.new(text, namespace)
    if is_title(text) then
        return text
    elseif type(text) == 'number' then
        return nil
    end
    rust.check_type('title.new', 1, text, 'string')
    local number = number_of(namespace)
    if not number then
        error("bad argument #2 to 'title.new' (unrecognized namespace name '" .. tostring(namespace) .. "')", 2)
    end
    local found, name, fragment, interwiki = call('title', text, number)
    return found and make(found, name, fragment, interwiki) or nil
end

function title.makeTitle(namespace, text, fragment, interwiki)
    local number = number_of(namespace)
    if not number then
        error("bad argument #1 to 'makeTitle' (unrecognized namespace name '" .. tostring(namespace) .. "')", 2)
    end
    local name = call('name', tostring(text), number)
    return name and make(number, name, fragment, interwiki) or nil
end

function title.getCurrentTitle()
    local namespace, name = call('current')
    return make(namespace, name)
end

function title.equals(one, other)
    return one.interwiki == other.interwiki and one.namespace == other.namespace and one.text == other.text
end

function title.compare(one, other)
    for _, field in ipairs { 'interwiki', 'namespace', 'text' } do
        if one[field] ~= other[field] then
            return one[field] < other[field] and -1 or 1
        end
    end
    return 0
end

local function prefixed(self)
    local prefix = self.interwiki ~= '' and self.interwiki .. ':' or ''
    local namespace = self.nsText
    return prefix .. (namespace ~= '' and namespace .. ':' or '') .. self.text
end

local function page(self)
    local known = rawget(self, 'known')
    if not known then
        local exists, redirect, model = call('page', prefixed(self))
        known = { exists = exists, redirect = redirect, model = model }
        rawset(self, 'known', known)
    end
    return known
end

function fields.nsText(self)
    local namespace = namespaces()[self.namespace]
    return namespace and namespace.name or ''
end

function fields.subjectNsText(self)
    local namespace = namespaces()[self.namespace - self.namespace % 2]
    return namespace and namespace.name or ''
end

fields.prefixedText = prefixed

function fields.fullText(self)
    return prefixed(self) .. (self.fragment ~= '' and '#' .. self.fragment or '')
end

-- A part of a title in a namespace that has subpages.
local function part(self, pattern)
    local namespace = namespaces()[self.namespace]
    return namespace and namespace.hasSubpages and self.text:match(pattern)
end

function fields.rootText(self)
    return part(self, '^([^/]+)/') or self.text
end

function fields.baseText(self)
    return part(self, '^(.*)/[^/]*$') or self.text
end

function fields.subpageText(self)
    return part(self, '([^/]*)$') or self.text
end

function fields.isSubpage(self)
    return part(self, '/') and true or false
end

function fields.isTalkPage(self)
    return self.namespace > 0 and self.namespace % 2 == 1
end

function fields.canTalk(self)
    return self.namespace >= 0
end

function fields.isSpecialPage(self)
    return self.namespace == -1
end

function fields.isContentPage(self)
    return self.namespace == 0
end

function fields.isExternal(self)
    return self.interwiki ~= ''
end

fields.isLocal = function(self)
    return self.interwiki == ''
end

function fields.exists(self)
    return page(self).exists
end

local function is_file(self)
    return self.namespace == 6 or self.namespace == -2
end

function fields.fileExists(self)
    return is_file(self) and page(self).exists
end

function fields.file(self)
    return is_file(self) and { exists = page(self).exists, width = 0, height = 0, pages = nil, size = 0, mimeType = '' }
end

function fields.id(self)
    return page(self).exists and 1 or 0
end

function fields.isRedirect(self)
    return page(self).redirect ~= nil
end

function fields.redirectTarget(self)
    local target = page(self).redirect
    return target and title.new(target) or false
end

function fields.contentModel(self)
    return page(self).model or (self.namespace == 828 and 'Scribunto' or 'wikitext')
end

function fields.content(self)
    return call('content', prefixed(self))
end

function fields.protectionLevels()
    return {}
end

function fields.cascadingProtection()
    return { restrictions = {}, sources = {} }
end

function fields.categories()
    return {}
end

function fields.basePageTitle(self)
    return title.makeTitle(self.namespace, self.baseText)
end

function fields.rootPageTitle(self)
    return title.makeTitle(self.namespace, self.rootText)
end

function fields.talkPageTitle(self)
    return self.canTalk and title.makeTitle(self.namespace - self.namespace % 2 + 1, self.text) or nil
end

function fields.subjectPageTitle(self)
    return title.makeTitle(self.namespace - self.namespace % 2, self.text)
end

function methods:inNamespace(namespace)
    return self.namespace == number_of(namespace)
end

function methods:inNamespaces(...)
    for _, namespace in ipairs { ... } do
        if self:inNamespace(namespace) then
            return true
        end
    end
    return false
end

function methods:hasSubjectNamespace(namespace)
    return self.namespace - self.namespace % 2 == number_of(namespace)
end

function methods:isSubpageOf(other)
    return self.namespace == other.namespace and self.text:sub(1, #other.text + 1) == other.text .. '/'
end

function methods:subPageTitle(text)
    return title.makeTitle(self.namespace, self.text .. '/' .. text)
end

function methods:partialUrl()
    return state.env.mw.uri.encode(self.text, 'WIKI')
end

function methods:fullUrl(query, protocol)
    return tostring(state.env.mw.uri.fullUrl(self.fullText, query, protocol))
end

function methods:localUrl(query)
    return tostring(state.env.mw.uri.localUrl(self.fullText, query))
end

function methods:canonicalUrl(query)
    return tostring(state.env.mw.uri.canonicalUrl(self.fullText, query))
end

function methods:getContent()
    return self.content
end

meta.__index = function(self, key)
    local method = methods[key]
    if method then
        return method
    end
    local field = fields[key]
    return field and field(self)
end
meta.__eq, meta.__tostring = title.equals, prefixed
meta.__lt = function(one, other)
    return title.compare(one, other) < 0
end
meta.__le = function(one, other)
    return title.compare(one, other) <= 0
end
meta.__concat = function(one, other)
    return tostring(one) .. tostring(other)
end

return title
