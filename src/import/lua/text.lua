-- `mw.text`.

local rust, state = ...
local pairs, ipairs, tostring, check_type = rust.pairs, rust.ipairs, rust.tostring, rust.check_type
local ustring = rust.ustring
local text = {}

text.jsonEncode, text.jsonDecode, text.decode = rust.text.jsonEncode, rust.text.jsonDecode, rust.text.decode
text.JSON_PRESERVE_KEYS, text.JSON_TRY_FIXING, text.JSON_PRETTY = 1, 2, 4

function text.killMarkers(s)
    return state.call('unmarked', tostring(s))
end

function text.unstripNoWiki(s)
    return state.call('nowiki', tostring(s))
end

function text.unstrip(s)
    return text.killMarkers(text.unstripNoWiki(s))
end

function text.trim(s, charset)
    charset = charset or '\t\r\n\f '
    s = ustring.gsub(s, '^[' .. charset .. ']*(.-)[' .. charset .. ']*$', '%1')
    return s
end

local references = {
    ['<'] = '&lt;', ['>'] = '&gt;', ['&'] = '&amp;', ['"'] = '&quot;', ["'"] = '&#039;', ['\194\160'] = '&nbsp;',
}

function text.encode(s, charset)
    charset = charset or '<>&"\'\194\160'
    s = ustring.gsub(s, '[' .. charset .. ']', function(sign)
        return references[sign] or ('&#%d;'):format(ustring.codepoint(sign))
    end)
    return s
end

function text.nowiki(s)
    s = tostring(s):gsub('["&\'<=>%[%]{|}]', function(sign)
        return ('&#%d;'):format(sign:byte())
    end)
    s = ('\n' .. s):gsub('\n([#*:; \t\n])', function(sign)
        return '\n' .. ('&#%d;'):format(sign:byte())
    end):sub(2)
    s = ('\n' .. s):gsub('\n%-%-%-%-', '\n&#45;---'):sub(2)
    s = s:gsub('__', '_&#95;'):gsub('://', '&#58;//'):gsub('ISBN([ \t])', 'ISBN&#32;'):gsub('RFC([ \t])', 'RFC&#32;')
    return (s)
end

function text.gsplit(s, pattern, plain)
    local from, length = 1, ustring.len(s)
    return function()
        if not from then
            return nil
        end
        local first, last = ustring.find(s, pattern, from, plain)
        local part
        if not first then
            part, from = ustring.sub(s, from), nil
        elseif last < first then
            part = ustring.sub(s, from, first)
            from = first < length and first + 1 or nil
        else
            part = first > from and ustring.sub(s, from, first - 1) or ''
            from = last + 1
        end
        return part
    end
end

function text.split(s, pattern, plain)
    local parts = {}
    for part in text.gsplit(s, pattern, plain) do
        parts[#parts + 1] = part
    end
    return parts
end

text.gmatch = ustring.gmatch

local conjunctions = {
    de = ' und ', es = ' y ', fr = ' et ', it = ' e ', nl = ' en ', pl = ' i ', pt = ' e ', ru = ' и ', sv = ' och ',
}

function text.listToText(list, separator, conjunction)
    separator, conjunction = separator or ', ', conjunction or conjunctions[state.env.mw.site.language] or ' and '
    local count = #list
    if count > 1 then
        return table.concat(list, separator, 1, count - 1) .. conjunction .. list[count]
    end
    return tostring(list[1] or '')
end

function text.tag(name, attributes, content)
    if type(name) == 'table' then
        name, attributes, content = name.name, name.attrs, name.content
    end
    check_type('tag', 1, name, 'string')
    local parts = { '<' .. name }
    for key, value in pairs(attributes or {}) do
        if value == true then
            parts[#parts + 1] = ' ' .. key
        elseif value ~= false then
            parts[#parts + 1] = ' ' .. key .. '="' .. text.encode(tostring(value)) .. '"'
        end
    end
    if content == false then
        parts[#parts + 1] = ' />'
    else
        parts[#parts + 1] = '>'
    end
    if content then
        parts[#parts + 1] = tostring(content) .. '</' .. name .. '>'
    end
    return table.concat(parts)
end

function text.truncate(s, length, ellipsis, adjust)
    ellipsis = ellipsis or '...'
    local count = ustring.len(s)
    if count <= math.abs(length) then
        return s
    end
    local room = math.abs(length)
    if adjust then
        room = room - ustring.len(ellipsis)
    end
    local made
    if room <= 0 then
        made = ellipsis
    elseif length < 0 then
        made = ellipsis .. ustring.sub(s, -room)
    else
        made = ustring.sub(s, 1, room) .. ellipsis
    end
    return ustring.len(made) < count and made or s
end

return text
