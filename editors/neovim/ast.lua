-- The language server of `ast` in Neovim, from 0.7 on, without another plugin: put this file into the folder `plugin`
-- of your configuration (~/.config/nvim/plugin/ast.lua).

local command = { "ast", "lsp" }
local settings = { inlayHints = true }

-- A spec is of the type `yaml.astropods`: it looks and indents like YAML, and servers for `yaml` leave it alone, so that
-- nothing is reported twice.
local names = { ["astropods.yml"] = "yaml.astropods", ["astropods.yaml"] = "yaml.astropods", ["ast.toml"] = "toml" }

-- Whether a comment above everything else names the schema of specs.
local function names_schema(buffer)
  for _, line in ipairs(vim.api.nvim_buf_get_lines(buffer, 0, 50, false)) do
    if line:find("$schema", 1, true) and line:find("astropods.*%.schema%.json") then
      return true
    elseif not line:find("^%s*$") and not line:find("^%s*#") and not line:find("^%-%-%-%s*$") then
      return false
    end
  end
  return false
end

local function has_spec(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  return vim.fn.filereadable(folder .. "/astropods.yml") == 1 or vim.fn.filereadable(folder .. "/astropods.yaml") == 1
end

-- What is taken from the list goes on over lines, with places to fill in: Neovim up to 0.10 puts all of it into one.
local function fill_in()
  local done = vim.v.completed_item
  local user_data = type(done.user_data) == "table" and done.user_data or {}
  local item = user_data.nvim and user_data.nvim.lsp and user_data.nvim.lsp.completion_item
  local is_snippet = item and item.insertTextFormat == 2 and item.textEdit and vim.snippet
  if not item or not (is_snippet or done.word:find("\n", 1, true)) then return end
  local row, column = unpack(vim.api.nvim_win_get_cursor(0))
  local line = vim.api.nvim_get_current_line()
  local lines = is_snippet and { "" } or vim.split(done.word, "\n")
  for at = 2, #lines do lines[at] = line:match("^%s*") .. lines[at] end
  vim.api.nvim_buf_set_text(0, row - 1, column - #done.word, row - 1, column, lines)
  if is_snippet then
    vim.snippet.expand(item.textEdit.newText)
  else
    local before = #lines == 1 and column - #done.word or 0
    vim.api.nvim_win_set_cursor(0, { row + #lines - 1, before + #lines[#lines] })
  end
end

-- <Tab> goes to the next place to fill in, where there is one.
local function next_place()
  return vim.snippet.active({ direction = 1 }) and "<Cmd>lua vim.snippet.jump(1)<CR>" or "<Tab>"
end

local function attached(client, buffer)
  vim.bo[buffer].omnifunc = "v:lua.vim.lsp.omnifunc" -- completion by <C-x><C-o>
  if vim.lsp.completion then
    vim.lsp.completion.enable(true, client.id, buffer) -- from 0.11 on
  else
    vim.api.nvim_create_autocmd("CompleteDone", { buffer = buffer, callback = fill_in })
    if vim.snippet then vim.keymap.set({ "i", "s" }, "<Tab>", next_place, { buffer = buffer, expr = true }) end
  end
  if settings.inlayHints and vim.lsp.inlay_hint and client.server_capabilities.inlayHintProvider then
    vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
  end
end

local running -- the client, where Neovim doesn't find a running one itself

local function start(buffer)
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  if vim.snippet then capabilities.textDocument.completion.completionItem.snippetSupport = true end
  local config = {
    name = "ast",
    cmd = command,
    root_dir = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":p:h"),
    init_options = settings,
    settings = { ast = settings },
    capabilities = capabilities,
    on_attach = attached,
  }
  if vim.lsp.start then
    -- One server is enough for all folders.
    vim.lsp.start(config, { bufnr = buffer, reuse_client = function(client) return client.name == "ast" end })
    return
  end
  if not running or vim.lsp.client_is_stopped(running) then running = vim.lsp.start_client(config) end
  if running then vim.lsp.buf_attach_client(buffer, running) end
end

local group = vim.api.nvim_create_augroup("ast", { clear = true })

vim.api.nvim_create_autocmd({ "BufReadPost", "BufNewFile" }, {
  group = group,
  pattern = { "*.yml", "*.yaml", "ast.toml", ".env" },
  callback = function(event)
    local name = vim.fn.fnamemodify(event.file, ":t")
    local kind = names[name] or (names_schema(event.buf) and "yaml.astropods")
    -- An env file is looked at beside a spec alone, and stays of its type.
    if name == ".env" and has_spec(event.file) then kind = vim.bo[event.buf].filetype end
    if not kind then return end
    vim.bo[event.buf].filetype = kind
    if vim.fn.executable(command[1]) == 1 then
      start(event.buf)
    else
      vim.notify("`" .. command[1] .. "` was not found: install it, or say where it is in plugin/ast.lua", vim.log.levels.WARN)
    end
  end,
})

-- :AstPlan [local|cluster] shows what the spec compiles to.
vim.api.nvim_create_user_command("AstPlan", function(call)
  local target = call.args ~= "" and call.args or "local"
  local params = { command = "ast.showPlan", arguments = { vim.uri_from_bufnr(0), target } }
  vim.lsp.buf_request_all(0, "workspace/executeCommand", params, function(answers)
    for _, answer in pairs(answers) do
      if type(answer.result) == "string" then
        vim.cmd("botright vnew")
        vim.bo.buftype, vim.bo.bufhidden, vim.bo.swapfile = "nofile", "wipe", false
        vim.api.nvim_buf_set_lines(0, 0, -1, false, vim.split(answer.result, "\n"))
        vim.bo.modifiable = false
        return
      elseif answer.error then
        vim.notify(answer.error.message, vim.log.levels.WARN)
      end
    end
  end)
end, { nargs = "?", complete = function() return { "local", "cluster" } end })
