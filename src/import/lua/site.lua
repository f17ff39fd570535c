-- `mw.site`.

local _, state = ...
local site = state.call('site')
site.currentVersion, site.scriptPath, site.stylePath = '1.39.0', '', ''

local by_name = {}

local function folded(name)
    return (name:lower():gsub('[_ ]+', ' '):gsub('^ ', ''):gsub(' $', ''))
end

local namespaces, content, subjects, talks = {}, {}, {}, {}
for _, namespace in ipairs(site.list) do
    local id = namespace.id
    namespace.displayName = id == 0 and '(Main)' or namespace.name
    namespace.isContent, namespace.isSubject = id == 0, id < 0 or id % 2 == 0
    namespace.isTalk, namespace.isMovable = not namespace.isSubject, id >= 0
    namespace.hasSubpages, namespace.hasGenderDistinction = id >= 0 and id ~= 6 and id ~= 14, false
    namespace.isCapitalized, namespace.isIncludable = not site.caseSensitive, true
    namespace.aliases = id == 6 and { 'Image' } or id == 7 and { 'Image talk' } or {}
    namespaces[id] = namespace
    by_name[folded(namespace.name)], by_name[folded(namespace.canonicalName)] = namespace, namespace
    if namespace.aliases[1] then
        by_name[folded(namespace.aliases[1])] = namespace
    end
    if namespace.isContent then
        content[id] = namespace
    end
    if namespace.isSubject then
        subjects[id] = namespace
    else
        talks[id] = namespace
    end
end
for id, namespace in pairs(namespaces) do
    if id >= 0 then
        namespace.subject, namespace.talk = namespaces[id - id % 2], namespaces[id - id % 2 + 1]
        namespace.associated = namespaces[id % 2 == 0 and id + 1 or id - 1]
    else
        namespace.subject = namespace
    end
end
by_name[''], by_name['main'] = namespaces[0], namespaces[0]
setmetatable(namespaces, {
    __index = function(_, name)
        return type(name) == 'string' and (by_name[folded(name)] or rawget(namespaces, tonumber(name) or false)) or nil
    end,
})

site.list = nil
site.namespaces, site.contentNamespaces = namespaces, content
site.subjectNamespaces, site.talkNamespaces = subjects, talks
site.stats.pagesInCategory = function(name, which)
    local count = state.call('category', tostring(name))
    return (which == 'subcats' or which == 'files') and 0 or which == '*' and { all = count, pages = count, subcats = 0, files = 0 }
        or count
end
site.stats.pagesInNamespace = function(namespace)
    return state.call('count', namespace)
end
site.stats.usersInGroup = function(group)
    return state.call('group', tostring(group))
end
site.interwikiMap = function()
    return {}
end

return site
