-- Runs modules: their environment, `require`, `mw.loadData`, and the functions of `mw` itself.
--
-- Each call from wikitext has an environment and libraries of its own, so that no call can change what another one sees.
-- `rust` holds functions without a state; `call` is the way to the page that is expanded.

local rust, sources = ...

local raw = {
    error = error, getmetatable = getmetatable, ipairs = ipairs, loadstring = loadstring, next = next,
    pairs = pairs, pcall = pcall, setfenv = setfenv, setmetatable = setmetatable, tostring = tostring, type = type,
}
local type, next, select, rawset = type, next, select, rawset

-- Libraries, each compiled when a module first uses it.
local libraries = {}

local function library(name)
    local chunk = libraries[name]
    if not chunk and sources[name] then
        chunk = assert(loadstring(sources[name], '=' .. name))
        libraries[name] = chunk
    end
    return chunk
end

-- Functions of the standard library whose work cannot be counted are replaced, also for the methods of strings.
string.dump, string.gfind = nil, nil
for name, value in raw.pairs(rust.string) do
    string[name] = value
end
for name, value in raw.pairs(library('own.tables')()) do
    table[name] = value
end
table.foreach, table.foreachi, table.setn = nil, nil, nil
math.randomseed, math.random = nil, nil

local function copy(from)
    local to = {}
    for key, value in raw.pairs(from) do
        to[key] = value
    end
    return to
end

-- Does not show addresses, which differ between runs.
local function tostring(value)
    local text = raw.tostring(value)
    local kind = type(value)
    if kind ~= 'string' and kind ~= 'number' and text:find('^%a+: 0x%x+$') then
        return kind
    end
    return text
end

local function getmetatable(value)
    if type(value) == 'table' then
        return raw.getmetatable(value)
    end
end

local function metamethod(value, name)
    local meta = getmetatable(value)
    return type(meta) == 'table' and meta[name] or nil
end

local function pairs(value)
    local method = metamethod(value, '__pairs')
    if method then
        local iterate, of, first = method(value)
        return iterate, of, first
    end
    return raw.pairs(value)
end

local function ipairs(value)
    local method = metamethod(value, '__ipairs')
    if method then
        local iterate, of, first = method(value)
        return iterate, of, first
    end
    return raw.ipairs(value)
end

-- Shared with the other files.
rust.pairs, rust.ipairs, rust.tostring = pairs, ipairs, tostring
rust.check_type = function(name, at, value, expected, may_be_nil)
    if may_be_nil and value == nil or type(value) == expected then
        return
    end
    error(("bad argument #%d to '%s' (%s expected, got %s)"):format(at, name, expected, type(value)), 3)
end
local make_frame = library('own.frame')(rust)

local function pack(...)
    return { n = select('#', ...), ... }
end

-- A limit that is exceeded cannot be caught, or a module could go on for ever. The results are in a table, as `pcall` of
-- Lua 5.1 makes no room for more than a few.
local function pcall(f, ...)
    local results
    local ok, error = raw.pcall(function(...)
        results = pack(f(...))
    end, ...)
    if ok then
        return true, unpack(results, 1, results.n)
    end
    rust.check()
    if type(error) == 'userdata' then
        error = rust.message(error)
    elseif type(error) == 'string' then
        -- Where a function of the standard library was called directly, there is no place in a module.
        error = error:gsub('^mw:%d+: ', '')
    end
    return false, error
end

local function xpcall(f, handler)
    local results = pack(pcall(f))
    if results[1] then
        return unpack(results, 1, results.n)
    end
    return false, handler(results[2])
end

-- Compiled modules and data, for all calls of a page.
local chunks, running, data = {}, {}, {}

local function compile(title, source)
    if source:byte() == 27 then
        raw.error(title .. ' is not text', 0)
    end
    local chunk, message = raw.loadstring(source, '=' .. title)
    if not chunk then
        raw.error(message, 0)
    end
    return chunk
end

-- Runs the text of a module.
local function execute(state, title, source)
    local chunk = chunks[title]
    if not chunk or running[title] then
        chunk = compile(title, source)
        chunks[title] = chunks[title] or chunk
    end
    raw.setfenv(chunk, state.env)
    local was_running = running[title]
    running[title] = true
    local ok, value = raw.pcall(function()
        return (chunk())
    end)
    running[title] = was_running
    if not ok then
        raw.error(value, 0)
    end
    return value
end

local loading = {}

local function make_require(state)
    return function(name)
        if type(name) ~= 'string' then
            raw.error("bad argument #1 to 'require' (string expected, got " .. type(name) .. ')', 2)
        end
        local loaded = state.package.loaded
        local value = loaded[name]
        if value == loading then
            raw.error("loop or previous error loading module '" .. name .. "'", 2)
        elseif value ~= nil then
            return value
        end
        local preload = state.package.preload[name]
        if type(preload) == 'function' then
            value = preload(name)
        elseif name:sub(1, 3) == 'mw.' and sources[name] then
            value = state.env.mw[name:sub(4)]
        elseif name:sub(1, 4) ~= 'own.' and sources[name] then
            value = library(name)(rust, state)
        else
            local title, source = state.call('module', name)
            if not title then
                raw.error("module '" .. name .. "' not found", 2)
            end
            loaded[name] = loading
            value = execute(state, title, source)
        end
        if value == nil then
            value = true
        end
        loaded[name] = value
        return value
    end
end

-- A table that can only be read, as `mw.loadData` returns it.
local function read_only(value, seen)
    if type(value) ~= 'table' then
        return value
    end
    if seen[value] then
        return seen[value]
    end
    local proxy = {}
    seen[value] = proxy
    local function step(_, key)
        local name, inner = next(value, key)
        return name, read_only(inner, seen)
    end
    return raw.setmetatable(proxy, {
        __index = function(_, key)
            return read_only(value[key], seen)
        end,
        __newindex = function()
            raw.error('table from mw.loadData is read-only', 2)
        end,
        __pairs = function()
            return step, proxy
        end,
        __ipairs = function()
            return function(_, at)
                local inner = value[at + 1]
                if inner ~= nil then
                    return at + 1, read_only(inner, seen)
                end
            end, proxy, 0
        end,
        mw_loadData = true,
    })
end

local function assert_data(value, path, seen)
    local kind = type(value)
    if kind == 'table' then
        if seen[value] then
            return
        end
        seen[value] = true
        if raw.getmetatable(value) ~= nil then
            raw.error('data for mw.loadData contains a table with a metatable', 0)
        end
        for key, inner in raw.pairs(value) do
            if type(key) == 'table' then
                raw.error('data for mw.loadData contains a table as a key', 0)
            end
            assert_data(key, path, seen)
            assert_data(inner, path, seen)
        end
    elseif kind ~= 'nil' and kind ~= 'boolean' and kind ~= 'number' and kind ~= 'string' then
        raw.error('data for mw.loadData contains unsupported data type \'' .. kind .. "'", 0)
    end
end

local new_state

local function load_data(state, name)
    local title, source = state.call('module', name)
    if not title then
        raw.error("module '" .. tostring(name) .. "' not found", 3)
    end
    local known = data[title]
    if known == loading then
        raw.error("loop or previous error loading module '" .. name .. "'", 3)
    elseif not known then
        data[title] = loading
        local value = execute(new_state(state.call), title, source)
        if type(value) ~= 'table' then
            data[title] = nil
            raw.error(title .. ' returned ' .. type(value) .. ', table expected', 3)
        end
        assert_data(value, title, {})
        known = value
        data[title] = known
    end
    return read_only(known, {})
end

local function clone(value, seen)
    if type(value) ~= 'table' then
        return value
    end
    if seen[value] then
        return seen[value]
    end
    local made = {}
    seen[value] = made
    for key, inner in raw.pairs(value) do
        rawset(made, clone(key, seen), clone(inner, seen))
    end
    local meta = raw.getmetatable(value)
    if type(meta) == 'table' then
        if meta.mw_loadData then
            for key, inner in pairs(value) do
                rawset(made, key, clone(inner, seen))
            end
            return made
        end
        raw.setmetatable(made, meta)
    end
    return made
end

local function less(one, other)
    local kind, second = type(one), type(other)
    if kind ~= second then
        return kind == 'number' or second ~= 'number' and kind < second
    end
    if kind == 'number' or kind == 'string' then
        return one < other
    end
    return tostring(one) < tostring(other)
end

local function dump(value)
    local known, count = {}, 0
    local function write(value, indent)
        local kind = type(value)
        if kind == 'string' then
            return ('%q'):format(value):gsub('\\\n', '\\n')
        elseif kind ~= 'table' then
            return tostring(value)
        elseif known[value] then
            return known[value]
        end
        count = count + 1
        known[value] = 'table#' .. count
        local lines, deeper, listed = { known[value] .. ' {\n' }, indent .. '    ', {}
        local meta = raw.getmetatable(value)
        if type(meta) == 'table' then
            lines[#lines + 1] = deeper .. 'metatable = ' .. write(meta, deeper) .. '\n'
        end
        for at, inner in ipairs(value) do
            listed[at] = true
            lines[#lines + 1] = deeper .. write(inner, deeper) .. ',\n'
        end
        local keys = {}
        for key in pairs(value) do
            if not listed[key] then
                keys[#keys + 1] = key
            end
        end
        table.sort(keys, less)
        for _, key in raw.ipairs(keys) do
            lines[#lines + 1] = deeper .. '[' .. write(key, deeper) .. '] = ' .. write(value[key], deeper) .. ',\n'
        end
        return table.concat(lines) .. indent .. '}'
    end
    return (write(value, ''))
end

local function make_random()
    -- As there is no chance, a fixed sequence.
    local seed = 1
    local function random(low, high)
        seed = (seed * 16807) % 2147483647
        local share = (seed - 1) / 2147483646
        if not low then
            return share
        elseif not high then
            low, high = 1, low
        end
        if high < low then
            raw.error("bad argument #1 to 'random' (interval is empty)", 2)
        end
        return math.floor(share * (high - low + 1)) + low
    end
    return random, function(value)
        seed = math.floor(math.abs(value)) % 2147483646 + 1
    end
end

local function all_to_string(...)
    local texts = {}
    for at = 1, select('#', ...) do
        texts[at] = tostring((select(at, ...)))
    end
    return table.concat(texts, '\t')
end

local function make_mw(state)
    local mw = {
        addWarning = function() end,
        allToString = all_to_string,
        clone = function(value)
            return clone(value, {})
        end,
        dumpObject = dump,
        getCurrentFrame = function()
            return state.frame
        end,
        getContentLanguage = function()
            return state.env.mw.language.getContentLanguage()
        end,
        getLanguage = function(code)
            return state.env.mw.language.new(code)
        end,
        incrementExpensiveFunctionCount = function() end,
        isSubsting = function()
            return false
        end,
        loadData = function(name)
            return load_data(state, name)
        end,
        loadJsonData = function(name)
            local text = state.call('content', name)
            local value = text and rust.text.jsonDecode(text)
            if type(value) ~= 'table' then
                raw.error("'" .. tostring(name) .. "' is not a page of JSON", 2)
            end
            return read_only(value, {})
        end,
        log = function() end,
        logObject = function() end,
    }
    return raw.setmetatable(mw, {
        __index = function(_, key)
            local chunk = type(key) == 'string' and library('mw.' .. key)
            if chunk then
                local made = chunk(rust, state)
                rawset(mw, key, made)
                return made
            end
        end,
    })
end

new_state = function(call)
    local state = { call = call }
    local env = {
        assert = assert, error = error, getmetatable = getmetatable, ipairs = ipairs, next = next, pairs = pairs,
        pcall = pcall, rawequal = rawequal, rawget = rawget, rawset = rawset, select = select,
        setmetatable = setmetatable, tonumber = tonumber, tostring = tostring, type = type, unpack = unpack,
        xpcall = xpcall, _VERSION = _VERSION,
        string = copy(string), table = copy(table), math = copy(math),
        debug = { traceback = function(message) return message or '' end },
    }
    env._G = env
    env.math.random, env.math.randomseed = make_random()
    env.os = {
        clock = function() return 0 end,
        date = function(format, time) return call('date', format or '%c', time) end,
        difftime = function(one, other) return one - (other or 0) end,
        time = function(parts) return call('clock', parts) end,
    }
    env.mw = make_mw(state)
    env.package = { loaded = { _G = env }, preload = {}, loaders = {} }
    for _, name in raw.ipairs { 'string', 'table', 'math', 'os', 'debug', 'mw', 'package' } do
        env.package.loaded[name] = env[name]
    end
    state.env, state.package = env, env.package
    env.require = make_require(state)
    return state
end

-- Calls a function of a module, and returns its text.
return function(call, module, name)
    local state = new_state(call)
    state.frame = make_frame(state, 0)
    local title, source = call('module', module)
    if not title then
        raw.error('the dump does not contain this module', 0)
    end
    local exports = execute(state, title, source)
    if type(exports) ~= 'table' then
        raw.error('the module does not return a table of functions', 0)
    end
    local f = exports[name]
    if f == nil then
        raw.error('unknown function `' .. name .. '`', 0)
    elseif type(f) ~= 'function' and not metamethod(f, '__call') then
        raw.error('`' .. name .. '` is not a function', 0)
    end
    local function text(...)
        local texts = {}
        for at = 1, select('#', ...) do
            local value = (select(at, ...))
            if value == nil then
                break
            end
            texts[at] = tostring(value)
        end
        return table.concat(texts)
    end
    return text(f(state.frame))
end
