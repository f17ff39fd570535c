-- `mw.language`.

local rust, state = ...
local ustring, tostring = rust.ustring, rust.tostring
local language, methods = {}, {}
local meta = { __index = methods }

local site = state.env.mw.site
local right_to_left = { ar = true, fa = true, he = true, ur = true, yi = true }

function language.new(code)
    return setmetatable({ code = code or site.language }, meta)
end
language.getLanguage = language.new

function language.getContentLanguage()
    return language.new(site.language)
end

function language.fetchLanguageName(code)
    return rust.text.languageName(code) or ''
end

function language.fetchLanguageNames()
    return {}
end

function language.isKnownLanguageTag(code)
    return rust.text.languageName(code) ~= nil
end
language.isSupportedLanguage, language.isValidBuiltInCode = language.isKnownLanguageTag, language.isKnownLanguageTag

function language.isValidCode(code)
    return not code:find('[^%w-]')
end

function language.getFallbacksFor(code)
    return code == 'en' and {} or { 'en' }
end

function methods:getCode()
    return self.code
end
methods.toBcp47Code = methods.getCode

function methods:getFallbackLanguages()
    return language.getFallbacksFor(self.code)
end

function methods:isRTL()
    return right_to_left[self.code] or false
end

function methods:getDir()
    return self:isRTL() and 'rtl' or 'ltr'
end

function methods:getDirMark()
    return self:isRTL() and '\226\128\143' or '\226\128\142'
end

function methods:getArrow(direction)
    if direction == 'forwards' or direction == nil then
        direction = self:isRTL() and 'left' or 'right'
    elseif direction == 'backwards' then
        direction = self:isRTL() and 'right' or 'left'
    end
    return ({ left = '←', right = '→', up = '↑', down = '↓' })[direction]
end

function methods:lc(s)
    return ustring.lower(s)
end

function methods:uc(s)
    return ustring.upper(s)
end
methods.caseFold = methods.lc

function methods:lcfirst(s)
    return ustring.lower(ustring.sub(s, 1, 1)) .. ustring.sub(s, 2)
end

function methods:ucfirst(s)
    return ustring.upper(ustring.sub(s, 1, 1)) .. ustring.sub(s, 2)
end

function methods:formatNum(number, options)
    if type(number) ~= 'number' then
        number = tonumber(number) or error("bad argument #1 to 'formatNum' (number expected)", 2)
    end
    return state.call('number', tostring(number), options and options.noCommafy or false)
end

function methods:parseFormattedNumber(text)
    return tonumber((tostring(text):gsub(',', '')))
end

function methods:formatDate(format, when)
    local text, message = state.call('time', format, when and tostring(when) or '')
    if not text then
        error("bad argument #2 to 'formatDate' (" .. message .. ')', 2)
    end
    return text
end

function methods:plural(number, ...)
    local forms = type((...)) == 'table' and (...) or { ... }
    return forms[number == 1 and 1 or math.min(2, #forms)]
end
methods.convertPlural = methods.plural

function methods:gender(of, ...)
    local forms = type((...)) == 'table' and (...) or { ... }
    return forms[({ male = 1, female = 2 })[of] or 3] or forms[1]
end

methods.convertGrammar = function(_, word)
    return word
end
methods.grammar = function(_, _, word)
    return word
end

function methods:truncate(...)
    return state.env.mw.text.truncate(...)
end

local units = {
    { 'millennia', 31556952000, 'millennium', 'millennia' }, { 'centuries', 3155695200, 'century', 'centuries' },
    { 'decades', 315569520, 'decade', 'decades' }, { 'years', 31556952, 'year', 'years' },
    { 'weeks', 604800, 'week', 'weeks' }, { 'days', 86400, 'day', 'days' }, { 'hours', 3600, 'hour', 'hours' },
    { 'minutes', 60, 'minute', 'minutes' }, { 'seconds', 1, 'second', 'seconds' },
}

local function intervals(seconds, chosen)
    local wanted
    if chosen then
        wanted = {}
        for _, name in ipairs(chosen) do
            wanted[name] = true
        end
    end
    local found, left = {}, math.floor(seconds)
    for _, unit in ipairs(units) do
        if not wanted or wanted[unit[1]] then
            local count = math.floor(left / unit[2])
            if count > 0 or unit[1] == 'seconds' and #found == 0 then
                found[#found + 1] = { unit, count }
            end
            left = left - count * unit[2]
        end
    end
    return found
end

function methods:getDurationIntervals(seconds, chosen)
    local named = {}
    for _, entry in ipairs(intervals(seconds, chosen)) do
        named[entry[1][1]] = entry[2]
    end
    return named
end

function methods:formatDuration(seconds, chosen)
    local words = {}
    for _, entry in ipairs(intervals(seconds, chosen)) do
        local unit, count = entry[1], entry[2]
        words[#words + 1] = self:formatNum(count) .. ' ' .. unit[count == 1 and 3 or 4]
    end
    return state.env.mw.text.listToText(words)
end

return language
